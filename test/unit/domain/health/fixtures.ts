import { readdirSync, readFileSync } from 'node:fs';

const fixtures = new URL('../../../fixtures/', import.meta.url);
const folder = new URL('flux/', fixtures);

/** @param from the folder of `test/fixtures` */
export function readFixture(name: string, from = 'flux'): Uint8Array {
  return readFileSync(new URL(`${from}/${name}.json`, fixtures));
}

/** The names of all fixtures of a folder. */
export const fixturesIn = (from: string): string[] =>
  readdirSync(new URL(`${from}/`, fixtures))
    .map((file) => file.replace(/\.json$/, ''))
    .sort();

export interface SignedBody {
  name: string;
  key: string;
  body: string;
  signature: string;
}

export const signedBodies: SignedBody[] = JSON.parse(
  readFileSync(new URL('signatures.json', folder), 'utf8'),
);

import { readFileSync } from 'node:fs';

const folder = new URL('../../../fixtures/flux/', import.meta.url);

export function readFixture(name: string): Uint8Array {
  return readFileSync(new URL(`${name}.json`, folder));
}

export interface SignedBody {
  name: string;
  key: string;
  body: string;
  signature: string;
}

export const signedBodies: SignedBody[] = JSON.parse(
  readFileSync(new URL('signatures.json', folder), 'utf8'),
);

import { readdirSync, readFileSync } from 'node:fs';
import type { Address } from '../../../../src/domain/updaters/address.ts';
import type { Intent } from '../../../../src/domain/updaters/intent.ts';

const FOLDER = new URL('../../../fixtures/updaters/', import.meta.url);

/** The artifact that the cases write, unless they say otherwise. */
export const USUAL: Intent = {
  name: 'checkout',
  image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout',
  tag: '1.4.2',
  digest: `sha256:${'c4'.repeat(32)}`,
};

type Way = readonly (string | number)[];

export interface Case {
  readonly name: string;
  /** Of the file before the edit. */
  readonly file: string;
  readonly before: string;
  readonly address: Address;
  readonly intent: Intent;
  readonly sets: readonly (readonly [Way, string])[];
  /** Exactly one of the two. */
  readonly after?: string;
  readonly refused?: string;
}

const foldersIn = (url: URL): string[] =>
  readdirSync(url, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

export const CASES: readonly Case[] = foldersIn(FOLDER).flatMap((updater) =>
  foldersIn(new URL(`${updater}/`, FOLDER)).map((name) => readCase(`${updater}/${name}`)),
);

function readCase(name: string): Case {
  const folder = new URL(`${name}/`, FOLDER);
  const files = readdirSync(folder);
  const textOf = (start: string): string | undefined => {
    const file = files.find((candidate) => candidate.startsWith(start));
    return file === undefined ? undefined : decode(new URL(file, folder));
  };
  const { address, intent, sets = [] } = JSON.parse(textOf('intent') ?? '{}');
  const after = textOf('after');
  const refused = textOf('refused')?.trimEnd();
  return {
    name,
    file: files.find((candidate) => candidate.startsWith('before')) ?? '',
    before: textOf('before') ?? '',
    address,
    intent: { ...USUAL, ...intent },
    sets,
    ...(after === undefined ? {} : { after }),
    ...(refused === undefined ? {} : { refused }),
  };
}

/** Decoded as adapters must: no byte is replaced, and the byte order mark stays. */
function decode(url: URL): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(url));
}

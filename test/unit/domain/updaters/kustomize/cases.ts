import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Intent } from '../../../../../src/domain/updaters/intent.ts';

const FOLDER = new URL('../../../../fixtures/kustomizations/', import.meta.url);

/** The image that the cases set, unless they say otherwise. */
export const USUAL: Intent = {
  name: 'checkout',
  image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout',
  tag: '1.4.2',
  digest: `sha256:${'c4'.repeat(32)}`,
};

export interface Case {
  readonly name: string;
  readonly before: string;
  readonly edits: readonly Intent[];
  /** Exactly one of the two. */
  readonly after?: string;
  readonly refused?: string;
}

export const CASES: readonly Case[] = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => readCase(name));

function readCase(name: string): Case {
  const edits = readText(name, 'edits.json');
  const after = readText(name, 'after.yaml');
  const refused = readText(name, 'refused.txt')?.trimEnd();
  return {
    name,
    before: readText(name, 'before.yaml') ?? '',
    edits: edits === undefined ? [USUAL] : JSON.parse(edits),
    ...(after === undefined ? {} : { after }),
    ...(refused === undefined ? {} : { refused }),
  };
}

/** Decoded as adapters must: no byte is replaced, and the byte order mark stays. */
function readText(name: string, file: string): string | undefined {
  const url = new URL(`${name}/${file}`, FOLDER);
  if (!existsSync(url)) return undefined;
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(url));
}

import { hkdfSync } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { Context, Perform } from '../context.ts';
import { EXIT, type ExitCode, UsageError } from '../exit-code.ts';
import { readInput } from '../io.ts';
import { examples } from './examples.ts';

interface Choices {
  readonly cluster: string;
  readonly for: keyof typeof PURPOSES;
  readonly keyVersion?: string;
  readonly show?: true;
}

/** What each key opens, in the words of the derivation (src/domain/health/cluster-key.ts). */
const PURPOSES = {
  flux: 'health',
  argocd: 'argocd',
  snapshot: 'snapshot',
  flagger: 'flagger',
  wake: 'wake',
} as const;

const KEY_BYTES = 32;

/**
 * `agent key`: derives a cluster's key from the key ring on stdin. Nothing is asked of Towpath, which gives no key to
 * anybody: who may read the secret may have it. A terminal gets it only with `--show`.
 */
export function addAgentKey(agent: Command, perform: Perform): void {
  agent
    .command('key')
    .summary("derive a cluster's key from the key ring on stdin")
    .description(
      "Derives the key of one cluster from the installation's key ring, which it reads from stdin.",
    )
    .requiredOption('--cluster <name>', 'cluster of the settings')
    .addOption(
      new Option('--for <use>', 'what the key is for').choices(Object.keys(PURPOSES)).makeOptionMandatory(),
    )
    .option('--key-version <version>', 'version of the ring; the current one unless given')
    .option('--show', 'print it on a terminal, too')
    .addHelpText(
      'after',
      examples(
        'aws secretsmanager get-secret-value --secret-id towpath/agent-keys --query SecretString --output text | towpath agent key --cluster prod-eu-1 --for flux | kubectl -n flux-system create secret generic towpath --from-file=token=/dev/stdin',
      ),
    )
    .action((choices: Choices) => perform((context) => printKey(context, choices), 'offline'));
}

async function printKey({ io }: Context, choices: Choices): Promise<ExitCode> {
  if (io.stdout.isTTY === true && choices.show !== true)
    throw new UsageError('The key would stand on this terminal. Pipe it to where it belongs, or add --show.');
  const key = deriveKey(await readInput(io, '-'), choices);
  // Without a line break, which would become part of the key.
  io.stdout.write(io.stdout.isTTY === true ? `${key}\n` : key);
  return EXIT.done;
}

function deriveKey(text: string, { cluster, keyVersion, ...choices }: Choices): string {
  const { current, keys } = parseRing(text);
  const version = keyVersion ?? current;
  const secret = keys[version];
  if (typeof secret !== 'string')
    throw new UsageError(
      `The key ring has no version "${version}". It has: ${Object.keys(keys).join(', ')}.`,
    );
  const info = `towpath/${PURPOSES[choices.for]}/${version}/${cluster}`;
  return Buffer.from(hkdfSync('sha256', Buffer.from(secret, 'base64'), '', info, KEY_BYTES)).toString('hex');
}

/** Errors quote nothing of what was read. */
function parseRing(text: string): { current: string; keys: Record<string, unknown> } {
  try {
    const { current, keys } = JSON.parse(text) as Record<string, unknown>;
    if (typeof current === 'string' && typeof keys === 'object' && keys !== null)
      return { current, keys: keys as Record<string, unknown> };
  } catch {
    // Said below.
  }
  throw new UsageError(
    'What came from stdin is no key ring. Pipe the text of the secret towpath/agent-keys in.',
  );
}

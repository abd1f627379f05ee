import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a restart must find again: the way in, and the secret that clusters' keys are derived from. */
export interface LocalState {
  readonly token: string;
  /** Text of the secret as Secrets Manager holds it. */
  readonly agentKeys: string;
  /** Of what stands in for Slack. */
  readonly slack: { readonly signingSecret: string; readonly botToken: string };
}

/** Read from `<directory>/local-state.json`, or made and kept there; readable by its owner only. */
export function readLocalState(directory: string): LocalState {
  const file = join(directory, 'local-state.json');
  const known = readKnown(file);
  const state: LocalState = {
    token: known.token ?? secret(),
    agentKeys:
      known.agentKeys ?? JSON.stringify({ current: '1', keys: { 1: randomBytes(32).toString('base64') } }),
    slack: known.slack ?? { signingSecret: secret(), botToken: `xoxb-${secret()}` },
  };
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  return state;
}

const secret = (): string => randomBytes(16).toString('hex');

/** What an earlier start kept; an earlier version may have kept less. */
function readKnown(file: string): Partial<LocalState> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Partial<LocalState>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}

/**
 * Makes this process the only one that uses the directory; with `fresh`, empties it first. A lock that a killed process
 * left behind is taken over.
 */
export function takeDirectory(directory: string, fresh: boolean): void {
  const lock = join(directory, 'lock');
  const owner = ownerOf(lock);
  if (owner !== undefined && owner !== process.pid && isAlive(owner))
    throw new Error(
      `Process ${owner} uses ${directory} already. End it, or choose another place with --data.`,
    );
  if (fresh) rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(lock, `${process.pid}\n`);
}

function ownerOf(lock: string): number | undefined {
  try {
    return Number.parseInt(readFileSync(lock, 'utf8'), 10) || undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Tells the command line where Towpath runs (see cli/connection.ts). */
export function announce(directory: string, url: string, token: string): void {
  writeFileSync(join(directory, 'local.json'), `${JSON.stringify({ url, token }, null, 2)}\n`, {
    mode: 0o600,
  });
}

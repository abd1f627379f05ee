import { execFile } from 'node:child_process';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const SCRIPT = join(import.meta.dirname, '../scripts/promote.sh');
const run = promisify(execFile);

export interface ScriptedPromotion {
  readonly url: string;
  readonly overlay: string;
  readonly tag: string;
  readonly digest: string;
}

/** Without the git configuration of whoever runs the benchmark. */
export async function promoteByScript({ url, overlay, tag, digest }: ScriptedPromotion): Promise<void> {
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: devNull,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
  await run('bash', [SCRIPT, url, overlay, tag, digest], { env });
}

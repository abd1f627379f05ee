import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Git holds a lock for milliseconds. A process that survived the crash of its server gets this long to finish. */
const STALE_AFTER = 2_000;

/**
 * Removes the lock files that a crash left in a bare repository: git itself never does, and would refuse every later
 * write. To be called before anything else uses the repository. File times are the machine's, hence no Clock.
 */
export async function removeStaleLocks(gitDirectory: string): Promise<void> {
  const files = [
    ...(await lockFiles(gitDirectory, { recursive: false })),
    ...(await lockFiles(join(gitDirectory, 'refs'), { recursive: true })),
    ...(await lockFiles(join(gitDirectory, 'objects', 'info'), { recursive: true })),
  ];
  await Promise.all(files.map(removeOnceStale));
}

async function lockFiles(folder: string, options: { recursive: boolean }): Promise<string[]> {
  const names = await readdir(folder, options);
  return names.filter((name) => name.endsWith('.lock')).map((name) => join(folder, name));
}

async function removeOnceStale(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return;
  const left = found.mtimeMs + STALE_AFTER - Date.now();
  if (left > 0) await delay(Math.min(left, STALE_AFTER));
  await rm(file, { force: true });
}

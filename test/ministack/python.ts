import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CACHE = join(import.meta.dirname, '../../.cache');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const INSTALLED_WITHIN_MS = 180_000;

/** Python, or the packages, are not to be had here; the message says what to do. */
export class PythonMissingError extends Error {
  override readonly name = 'PythonMissingError';
}

/** The Python of a virtual environment with exactly what requirements.txt pins; made once. */
export async function pythonWithMiniStack(): Promise<string> {
  const pins = await readFile(REQUIREMENTS);
  const folder = join(CACHE, `ministack-${createHash('sha256').update(pins).digest('hex').slice(0, 12)}`);
  const python = join(folder, 'bin/python');
  const done = join(folder, 'installed');
  if (await exists(done)) return python;
  await requirePython();
  await rm(folder, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', folder], { timeout: INSTALLED_WITHIN_MS });
    await run(python, ['-m', 'pip', 'install', '--quiet', '--requirement', REQUIREMENTS], {
      timeout: INSTALLED_WITHIN_MS,
    });
  } catch (cause) {
    const said = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : String(cause);
    throw new PythonMissingError(
      `Cannot install MiniStack into ${folder}: ${said}\nThe suite fetches what test/ministack/requirements.txt ` +
        'pins from PyPI once; give pip a way to it (for example PIP_INDEX_URL), and Python its venv module.',
      { cause },
    );
  }
  await writeFile(done, '');
  return python;
}

async function requirePython(): Promise<void> {
  const wayOut = 'The MiniStack suite needs Python 3.10 or newer as "python3" on the PATH.';
  let text: string;
  try {
    text = (await run('python3', ['--version'])).stdout.trim();
  } catch (cause) {
    throw new PythonMissingError(`There is no Python. ${wayOut}`, { cause });
  }
  const [, major, minor] = /^Python (\d+)\.(\d+)/.exec(text) ?? [];
  if (!(Number(major) > 3 || (Number(major) === 3 && Number(minor) >= 10)))
    throw new PythonMissingError(`python3 says ${JSON.stringify(text)}. ${wayOut}`);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

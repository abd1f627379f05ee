import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Maven Central, or the mirror of it that the environment names. */
const CENTRAL = process.env.MAVEN_CENTRAL_URL ?? 'https://repo.maven.apache.org/maven2';
const AT_ONCE = 8;

interface Artifact {
  readonly sha256: string;
  /** Its place in a Maven repository. */
  readonly path: string;
}

export class DownloadError extends Error {
  override readonly name = 'DownloadError';
}

/**
 * Every file of artifacts.txt in `folder`: DynamoDB Local and what Maven resolves for it. What is there already with the
 * right checksum is not fetched again; a file with a wrong one is never kept.
 */
export async function fetchArtifacts(folder: string): Promise<void> {
  const waiting = parse(await readFile(join(import.meta.dirname, 'artifacts.txt'), 'utf8'));
  await mkdir(folder, { recursive: true });
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await fetchOne(next, folder);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Lines as `sha256sum` writes them; `#` begins a remark. */
function parse(text: string): Artifact[] {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, sha256, path] = /^([0-9a-f]{64}) {2}(\S+)$/.exec(line) ?? [];
    if (sha256 === undefined || path === undefined) throw new Error(`artifacts.txt: not understood: ${line}`);
    return { sha256, path };
  });
}

async function fetchOne({ sha256, path }: Artifact, folder: string): Promise<void> {
  const file = join(folder, basename(path));
  const kept = await readFile(file).catch(() => undefined);
  if (kept !== undefined && digest(kept) === sha256) return;
  const content = await download(`${CENTRAL}/${path}`);
  if (digest(content) !== sha256)
    throw new DownloadError(`${CENTRAL}/${path} is not what artifacts.txt pins: its checksum is another.`);
  await writeFile(`${file}.part`, content);
  await rename(`${file}.part`, file);
}

async function download(url: string): Promise<Buffer> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(120_000) });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (cause) {
    throw new DownloadError(
      `Cannot fetch ${url} (${cause instanceof Error ? cause.message : cause}). DynamoDB Local comes from Maven ` +
        'Central once and is kept in .cache/; set MAVEN_CENTRAL_URL where only a mirror can be reached.',
      { cause },
    );
  }
}

const digest = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

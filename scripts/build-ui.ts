import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

export interface BuiltFile {
  readonly name: string;
  readonly bytes: number;
  /** What goes over the wire. */
  readonly gzipped: number;
}

const ROOT = resolve(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'console/ui');

/** Served as they are. */
const COPIED = ['index.html', 'icon.svg'];

/** Builds the web page into `outdir`: these files and no others are served. Writes only what has changed. */
export async function buildUi(outdir: string): Promise<readonly BuiltFile[]> {
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: [
      { in: join(SOURCE, 'main.tsx'), out: 'app' },
      { in: join(SOURCE, 'styles/app.css'), out: 'app' },
    ],
    outdir,
    bundle: true,
    write: false,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox113', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
  });
  const built = outputFiles.map(({ path, contents }) => ({ name: basename(path), contents }));
  const copied = COPIED.map(async (name) => ({ name, contents: await readFile(join(SOURCE, name)) }));
  const files = [...built, ...(await Promise.all(copied))];
  await mkdir(outdir, { recursive: true });
  for (const { name, contents } of files) await writeWhenChanged(join(outdir, name), contents);
  return files.map(({ name, contents }) => ({
    name,
    bytes: contents.length,
    gzipped: gzipSync(contents).length,
  }));
}

/** A file that stays as it is keeps its time, and a server that reads it meanwhile reads it whole. */
async function writeWhenChanged(path: string, contents: Uint8Array): Promise<void> {
  const before = await readFile(path).catch(() => undefined);
  if (before === undefined || !before.equals(contents)) await writeFile(path, contents);
}

async function main(): Promise<void> {
  for (const { name, bytes, gzipped } of await buildUi(join(ROOT, 'dist/ui')))
    console.log(`${name.padEnd(12)}${String(bytes).padStart(8)} bytes${String(gzipped).padStart(8)} gzipped`);
}

if (process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === import.meta.url) await main();

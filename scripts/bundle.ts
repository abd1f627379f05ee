import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Metafile, version } from 'esbuild';
import { functions } from '../functions/manifest.ts';
import { leanSdk } from './lean-sdk.ts';

export interface BundleEntry {
  readonly id: string;
  /** The handler's source file. */
  readonly entry: string;
  /** Files or folders copied beside the bundle; `to` is relative to it. */
  readonly assets?: readonly { readonly from: string; readonly to: string }[];
}

export interface BundleOptions {
  readonly entries: readonly BundleEntry[];
  readonly outdir: string;
}

export interface Bundle {
  readonly id: string;
  readonly file: string;
  readonly bytes: number;
  /** False when nothing it is made of has changed. */
  readonly rebuilt: boolean;
}

/** Relative paths, those of entries and assets included, start at the root of the repository. */
const ROOT = resolve(import.meta.dirname, '..');

/** Changes of these change bundles without being among their inputs. */
const SETTINGS = ['package-lock.json', 'tsconfig.json', 'scripts/bundle.ts', 'scripts/lean-sdk.ts'];

/** ESM has no `require`; packages in CommonJS that are bundled still call it for Node's own modules. */
const REQUIRE =
  "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);";

/**
 * Makes `<outdir>/<id>/index.mjs`, the folder that CDK deploys and the local cloud runs. Bundles whose inputs are
 * those of the last time are left alone.
 */
export async function bundleFunctions(options: BundleOptions): Promise<readonly Bundle[]> {
  const { entries } = options;
  const outdir = resolve(ROOT, options.outdir);
  const record = join(outdir, '.inputs.json');
  const remembered = await readRecord(record);
  const hash = createFileHash();
  const settings = (await Promise.all(SETTINGS.map((path) => hash(join(ROOT, path))))).join();

  const stale: BundleEntry[] = [];
  for (const entry of entries) {
    const known = remembered[entry.id];
    const current = known && (await fingerprint(settings, entry, known.inputs, hash));
    // Without a record nobody knows what a bundle was made of: an earlier run may have died before it wrote one.
    if (known === undefined || current !== known.fingerprint || !(await exists(bundleFile(outdir, entry.id))))
      stale.push(entry);
  }

  const rebuilt = new Set(stale.map(({ id }) => id));
  const inputs = await buildAll(stale, outdir);
  for (const entry of stale) {
    await copyAssets(entry, outdir);
    const files = inputs.get(entry.id) ?? [];
    remembered[entry.id] = { inputs: files, fingerprint: await fingerprint(settings, entry, files, hash) };
  }
  if (stale.length > 0) await writeFile(record, JSON.stringify(remembered));
  return Promise.all(entries.map(({ id }) => describe(id, outdir, rebuilt.has(id))));
}

function bundleFile(outdir: string, id: string): string {
  return join(outdir, id, 'index.mjs');
}

async function buildAll(entries: readonly BundleEntry[], outdir: string): Promise<Map<string, string[]>> {
  if (entries.length === 0) return new Map();
  for (const { id } of entries) await rm(join(outdir, id), { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: entries.map(({ id, entry }) => ({ in: resolve(ROOT, entry), out: `${id}/index` })),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    mainFields: ['module', 'main'],
    // What no function can use of the SDK: docs/decisions/0010-credentials-from-the-environment.md
    alias: {
      '@aws-sdk/credential-provider-node': './functions/credentials.ts',
      '@smithy/core/event-streams': './functions/event-streams.ts',
    },
    plugins: [leanSdk],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: REQUIRE },
    metafile: true,
    logLevel: 'silent',
  });
  return new Map(entries.map(({ id }) => [id, inputsOf(metafile, bundleFile(outdir, id))]));
}

function inputsOf(metafile: Metafile, file: string): string[] {
  const output = metafile.outputs[relative(ROOT, file)];
  return Object.keys(output?.inputs ?? {}).sort();
}

async function copyAssets({ id, assets = [] }: BundleEntry, outdir: string): Promise<void> {
  for (const { from, to } of assets) {
    await cp(resolve(ROOT, from), join(outdir, id, to), { recursive: true });
  }
}

type FileHash = (path: string) => Promise<string>;

/** Functions share most of their inputs, so each file is read once. A file that is missing has a hash too. */
function createFileHash(): FileHash {
  const known = new Map<string, Promise<string>>();
  const read = (path: string) =>
    readFile(path).then(
      (content) => createHash('sha256').update(content).digest('hex'),
      () => 'missing',
    );
  return (path) => {
    const found = known.get(path) ?? read(path);
    known.set(path, found);
    return found;
  };
}

async function fingerprint(
  settings: string,
  entry: BundleEntry,
  inputs: readonly string[],
  hash: FileHash,
): Promise<string> {
  const assets = await Promise.all((entry.assets ?? []).map(({ from }) => filesUnder(resolve(ROOT, from))));
  const files = [...inputs.map((input) => resolve(ROOT, input)), ...assets.flat()];
  const contents = await Promise.all(
    files.map(async (file) => `${relative(ROOT, file)} ${await hash(file)}`),
  );
  const all = [version, settings, JSON.stringify(entry), ...contents].join('\n');
  return createHash('sha256').update(all).digest('hex');
}

async function filesUnder(path: string): Promise<string[]> {
  const found = await stat(path);
  if (!found.isDirectory()) return [path];
  const children = await readdir(path, { recursive: true, withFileTypes: true });
  return children
    .filter((child) => child.isFile())
    .map((child) => join(child.parentPath, child.name))
    .sort();
}

async function describe(id: string, outdir: string, rebuilt: boolean): Promise<Bundle> {
  const file = bundleFile(outdir, id);
  return { id, file, bytes: (await stat(file)).size, rebuilt };
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

type Remembered = Record<string, { readonly inputs: readonly string[]; readonly fingerprint: string }>;

async function readRecord(file: string): Promise<Remembered> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Remembered;
  } catch {
    return {};
  }
}

/** What is deployed: every function of the manifest. */
export function manifestEntries(): readonly BundleEntry[] {
  return Object.entries(functions).map(([id, manifest]) => ({
    id,
    entry: `functions/${id}/handler.ts`,
    ...('assets' in manifest && { assets: manifest.assets }),
  }));
}

async function main(): Promise<void> {
  const bundles = await bundleFunctions({ entries: manifestEntries(), outdir: 'dist/functions' });
  for (const { id, bytes, rebuilt } of bundles) {
    const size = `${Math.round(bytes / 1024)} KB`.padStart(8);
    console.log(`${id.padEnd(24)}${size}  ${rebuilt ? 'built' : 'unchanged'}`);
  }
}

if (process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === import.meta.url) await main();

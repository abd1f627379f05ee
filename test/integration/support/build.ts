import { join } from 'node:path';
import { ROOT } from '../../../scripts/boot.ts';
import { buildUi } from '../../../scripts/build-ui.ts';
import { bundleFunctions, manifestEntries } from '../../../scripts/bundle.ts';

/** Vitest's global set-up: page and functions are built once, before files that run side by side boot on them. */
export async function setup(): Promise<void> {
  await buildUi(join(ROOT, 'dist/ui'));
  await bundleFunctions({ entries: manifestEntries(), outdir: 'dist/functions' });
}

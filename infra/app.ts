import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { buildUi } from '../scripts/build-ui.ts';
import { bundleFunctions, manifestEntries } from '../scripts/bundle.ts';
import { buildApp } from './build.ts';
import { ConfigError } from './config.ts';

const DIST = join(import.meta.dirname, '../dist');
const BUNDLES = join(DIST, 'functions');

// The page first: it is an asset of a bundle.
await buildUi(join(DIST, 'ui'));
await bundleFunctions({ entries: manifestEntries(), outdir: BUNDLES });

const app = new App();
try {
  buildApp(app, BUNDLES);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exit(1);
}
app.synth();

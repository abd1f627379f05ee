import { readFileSync } from 'node:fs';
import type { Assets } from '../../console/api/assets.ts';

const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'app.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** The page lies beside the bundle (see `assets` in the manifest); only the files named here are ever read. */
export const assets: Assets = (name) => {
  const type = TYPES[name];
  return type === undefined
    ? undefined
    : { type, body: readFileSync(new URL(`ui/${name}`, import.meta.url), 'utf8') };
};

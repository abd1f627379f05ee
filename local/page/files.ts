import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';

const SHARED = import.meta.dirname;
const HTML = 'text/html; charset=utf-8';
const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface PageFile {
  readonly path: string;
  readonly type: string;
}

/** The files of a page at `root`, by their path in its address: those of its own folder, and what all pages share. */
export const pageFiles = (root: string, folder: string): Readonly<Record<string, PageFile>> => ({
  [root]: { path: join(folder, 'index.html'), type: HTML },
  [`${root}/page.js`]: { path: join(folder, 'page.js'), type: SCRIPT },
  [`${root}/page.css`]: { path: join(folder, 'page.css'), type: STYLE },
  [`${root}/base.js`]: { path: join(SHARED, 'base.js'), type: SCRIPT },
  [`${root}/base.css`]: { path: join(SHARED, 'base.css'), type: STYLE },
});

/** Lets nothing in from elsewhere, and no other page around it. */
export function sendPageFile(response: ServerResponse, { path, type }: PageFile): void {
  response.writeHead(200, {
    'content-type': type,
    'content-security-policy': POLICY,
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
  });
  response.end(readFileSync(path));
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltFile, buildUi } from '../../../scripts/build-ui.ts';

const MOST_GZIPPED_BYTES = 60 * 1024;

let outdir: string;
let files: readonly BuiltFile[];
const read = (name: string) => readFileSync(join(outdir, name), 'utf8');

beforeAll(async () => {
  outdir = mkdtempSync(join(tmpdir(), 'towpath-ui-'));
  files = await buildUi(outdir);
});
afterAll(() => rmSync(outdir, { recursive: true }));

describe('the built page', () => {
  it('is the files that the console serves, and no others', () => {
    const served = ['app.css', 'app.js', 'icon.svg', 'index.html'];
    expect(readdirSync(outdir).sort()).toEqual(served);
    expect(files.map(({ name }) => name).sort()).toEqual(served);
  });

  it('is small', () => {
    const gzipped = files.reduce((sum, file) => sum + file.gzipped, 0);
    expect(gzipped).toBeLessThan(MOST_GZIPPED_BYTES);
    expect(files.every((file) => file.gzipped > 0)).toBe(true);
  });

  it('has nothing that its content security policy forbids', () => {
    const html = read('index.html');
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect(html.match(/(?:src|href)="([^"]+)"/g)).toEqual([
      'href="icon.svg"',
      'href="app.css"',
      'src="app.js"',
    ]);
    expect(read('app.css')).not.toMatch(/@import|url\(/);
    expect(read('app.js')).not.toMatch(/\beval\(|new Function\(/);
  });

  it('contains no word of the server', () => {
    expect(read('app.js')).not.toContain('ContendedLedgerError');
  });

  it('is left alone when nothing has changed', async () => {
    const before = statSync(join(outdir, 'app.js')).mtimeMs;
    await buildUi(outdir);
    expect(statSync(join(outdir, 'app.js')).mtimeMs).toBe(before);
  });
});

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BundleEntry, bundleFunctions } from '../../../scripts/bundle.ts';

const ROOT = join(import.meta.dirname, '../../..');

let source: string;
let outdir: string;
let entries: BundleEntry[];

beforeEach(() => {
  source = mkdtempSync(join(tmpdir(), 'towpath-bundle-'));
  outdir = join(source, 'out');
  write('greeting.ts', `export const greeting: string = 'hello';`);
  write('old.cjs', `const path = require('node:path'); exports.base = (file) => path.basename(file);`);
  write('greet.ts', `import { greeting } from './greeting.ts'; export const handler = async () => greeting;`);
  write(
    'base.ts',
    `import { base } from './old.cjs'; export const handler = async (file: string) => base(file);`,
  );
  write('ui/index.html', '<h1>one</h1>');
  entries = [
    { id: 'greet', entry: join(source, 'greet.ts') },
    { id: 'base', entry: join(source, 'base.ts'), assets: [{ from: join(source, 'ui'), to: 'ui' }] },
  ];
});
afterEach(() => rmSync(source, { recursive: true }));

function write(name: string, content: string): void {
  const file = join(source, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
}

async function rebuilt(): Promise<string[]> {
  const bundles = await bundleFunctions({ entries, outdir });
  return bundles.filter((bundle) => bundle.rebuilt).map(({ id }) => id);
}

async function run(id: string, event?: string): Promise<unknown> {
  const { handler } = await import(pathToFileURL(join(outdir, id, 'index.mjs')).href);
  return handler(event);
}

describe('bundling functions', () => {
  it('makes one folder per function, with its source map and nothing else', async () => {
    const bundles = await bundleFunctions({ entries, outdir });
    expect(readdirSync(join(outdir, 'greet')).sort()).toEqual(['index.mjs', 'index.mjs.map']);
    expect(bundles[0]).toEqual({
      id: 'greet',
      file: join(outdir, 'greet/index.mjs'),
      bytes: readFileSync(join(outdir, 'greet/index.mjs')).length,
      rebuilt: true,
    });
    expect(await run('greet')).toBe('hello');
  });

  it('lets bundled CommonJS require the modules of Node', async () => {
    await bundleFunctions({ entries, outdir });
    expect(await run('base', '/a/b')).toBe('b');
  });

  it('keeps the names that errors give themselves', async () => {
    write(
      'greet.ts',
      `class Busy extends Error { override readonly name = 'Busy' } export const handler = () => new Busy().name;`,
    );
    await bundleFunctions({ entries, outdir });
    expect(await run('greet')).toBe('Busy');
  });

  it('leaves out the classes of errors of AWS, which keep their names and fields', async () => {
    write(
      'greet.ts',
      `import { DynamoDBClient, PutItemCommand } from '${ROOT}/node_modules/@aws-sdk/client-dynamodb';
       import { isNamed } from '${ROOT}/src/aws/sdk-error.ts';
       const body = new TextEncoder().encode(JSON.stringify({ __type: 'com.amazonaws#ConditionalCheckFailedException', Item: { pk: { S: 'a' } } }));
       const requestHandler = { handle: async () => ({ response: { statusCode: 400, headers: {}, body } }) };
       const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
       const client = new DynamoDBClient({ region: 'eu-west-1', credentials, requestHandler });
       export const handler = () => client.send(new PutItemCommand({ TableName: 't', Item: {} })).catch(
         (error) => [isNamed(error, 'ConditionalCheckFailedException'), error.Item]);`,
    );
    await bundleFunctions({ entries, outdir });
    expect(await run('greet')).toEqual([true, { pk: { S: 'a' } }]);
    const bundle = readFileSync(join(outdir, 'greet/index.mjs'), 'utf8');
    const has = (shape: string) => bundle.includes(`com.amazonaws.dynamodb#${shape}"`);
    expect(['DynamoDBServiceException', 'ConditionalCheckFailedException'].map(has)).toEqual([true, false]);
  });

  it('copies assets beside the bundle', async () => {
    await bundleFunctions({ entries, outdir });
    expect(readFileSync(join(outdir, 'base/ui/index.html'), 'utf8')).toBe('<h1>one</h1>');
  });

  it('builds nothing when nothing has changed', async () => {
    expect(await rebuilt()).toEqual(['greet', 'base']);
    expect(await rebuilt()).toEqual([]);
  });

  it('builds again what a changed file is part of', async () => {
    await rebuilt();
    write('greeting.ts', `export const greeting: string = 'good day';`);
    expect(await rebuilt()).toEqual(['greet']);
    expect(readFileSync(join(outdir, 'greet/index.mjs'), 'utf8')).toContain('good day');
  });

  it('builds again when an asset changes, and forgets the ones that are gone', async () => {
    await rebuilt();
    rmSync(join(source, 'ui/index.html'));
    write('ui/page.html', '<h1>two</h1>');
    expect(await rebuilt()).toEqual(['base']);
    expect(existsSync(join(outdir, 'base/ui/index.html'))).toBe(false);
    expect(existsSync(join(outdir, 'base/ui/page.html'))).toBe(true);
  });

  it('builds again what was deleted', async () => {
    await rebuilt();
    rmSync(join(outdir, 'greet'), { recursive: true });
    expect(await rebuilt()).toEqual(['greet']);
  });

  it('rejects when a function does not compile', async () => {
    write('greet.ts', `import { nothing } from './nowhere.ts'; export const handler = nothing;`);
    await expect(rebuilt()).rejects.toThrow(/Could not resolve "\.\/nowhere\.ts"/);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functions } from '../functions/manifest.ts';
import * as errors from '../src/app/errors.ts';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = [
  'src',
  'functions',
  'infra',
  'local',
  'console',
  'cli',
  'scenarios',
  'scripts',
  'bench',
  'test',
];
const MOST_LINES = 350;

function filesIn(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** As an editor counts them: the newline at the end begins no line. */
const linesOf = (path: string): number => read(path).trimEnd().split('\n').length;

/** The code without its comments and texts, which may speak of what the code must not do. */
const codeOf = (path: string): string =>
  read(path)
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    .replace(/'[^'\n]*'/g, "''");

describe('the domain and the use cases', () => {
  const pure = [...filesIn('src/domain'), ...filesIn('src/app')];
  const impure =
    /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.|\bprocess\.|\bsetTimeout\(|\bfetch\(/;

  it('are there to be looked at', () => expect(pure.length).toBeGreaterThan(40));

  it('take time, chance and the world from outside', () => {
    expect(pure.filter((path) => impure.test(codeOf(path)))).toEqual([]);
  });

  it('would be caught using a clock', () => {
    expect('const now = Date.now();').toMatch(impure);
    expect('const now = new Date(at);').not.toMatch(impure);
  });
});

describe('the adapters of AWS', () => {
  const adapters = filesIn('src/aws');

  it.each(adapters)('%s tells errors of the SDK by name: the bundles have no classes for them', (path) => {
    const imported = [...read(path).matchAll(/^import \{([^}]*)\} from '@aws-sdk\/client-/gm)].flatMap(
      ([, names = '']) => names.split(',').map((name) => name.trim()),
    );
    const compared = [...codeOf(path).matchAll(/instanceof (\w+)/g)].map(([, name = '']) => name);
    expect(compared.filter((name) => imported.includes(name))).toEqual([]);
  });
});

describe('what goes to AWS', () => {
  it('is a part of the trace: no client is made without it', () => {
    const made = filesIn('src/aws').flatMap((path) => [...codeOf(path).matchAll(/(\w+\()?new \w+Client\(/g)]);
    expect(made.length).toBeGreaterThan(10);
    expect(made.filter(([, by]) => by !== 'capture(').map(([text]) => text)).toEqual([]);
  });

  it('is the doing of a handler that is one, too', () => {
    const handlers = filesIn('functions').filter((path) => path.endsWith('/handler.ts'));
    for (const path of handlers)
      expect(codeOf(path), path).toMatch(/export const handler = (traced|logged)\(/);
  });
});

describe('the command line', () => {
  it('reaches the runner of scenarios by one seam only, and loads it when it is asked for', () => {
    const reaching = filesIn('cli').filter((path) => read(path).includes("'../scenarios/"));
    expect(reaching).toEqual(['cli/scenario-runner.ts']);
    const imports = read('cli/scenario-runner.ts').match(/^import (?!type).*scenarios\/.*$/gm);
    expect(imports).toBeNull();
  });
});

describe('the state machine and the manifest', () => {
  const definition = read('state-machines/promotion.asl.json');
  const placeholders = new Set([...definition.matchAll(/\$\{([\w-]+)\}/g)].map(([, name]) => name));
  const tasks = Object.entries(functions).filter(([, { trigger }]) => trigger.kind === 'task');

  it('name the same task functions', () => {
    expect([...placeholders].sort()).toEqual(tasks.map(([id]) => id).sort());
  });

  it('has a handler for every function, and a function for every handler', () => {
    const handlers = filesIn('functions').filter((path) => path.endsWith('/handler.ts'));
    expect(handlers.map((path) => path.split('/')[1]).sort()).toEqual(Object.keys(functions).sort());
  });

  it('handles only errors that exist as a class', () => {
    const names = [...definition.matchAll(/"ErrorEquals":\s*\[([^\]]*)\]/g)]
      .flatMap(([, list]) => [...(list ?? '').matchAll(/"([^"]+)"/g)].map(([, name]) => name ?? ''))
      .filter((name) => !name.startsWith('States.'));
    expect(names.length).toBeGreaterThan(0);
    const classes = Object.values(errors).filter((value) => typeof value === 'function');
    for (const name of new Set(names)) expect(classes.map((type) => type.name)).toContain(name);
  });
});

describe('every error class', () => {
  const declared = ['src', 'functions', 'console/api']
    .flatMap(filesIn)
    .flatMap((path) =>
      [...read(path).matchAll(/class (\w+) extends \w*Error \{([\s\S]*?)\n\}/g)].map(
        ([, name = '', body = '']) => ({ name, body }),
      ),
    );

  it.each(declared)('$name says its own name, which bundling would take from the class', ({ name, body }) => {
    expect(body).toContain(`override readonly name = '${name}'`);
  });
});

describe('every source file', () => {
  it(`has at most ${MOST_LINES} lines`, () => {
    const files = SOURCES.flatMap((folder) => (readdirSync(ROOT).includes(folder) ? filesIn(folder) : []));
    expect(files.length).toBeGreaterThan(1_000);
    expect(files.filter((path) => linesOf(path) > MOST_LINES)).toEqual([]);
  });

  it('keeps handlers short', () => {
    for (const path of filesIn('functions').filter((name) => name.endsWith('/handler.ts')))
      expect(linesOf(path), path).toBeLessThanOrEqual(60);
  });
});

it('the index of decisions lists each of them', () => {
  const index = read('docs/decisions/README.md');
  const pages = readdirSync(join(ROOT, 'docs/decisions')).filter((name) => name !== 'README.md');
  expect([...index.matchAll(/\]\((.+?)\)/g)].map(([, page]) => page)).toEqual(pages.sort());
});

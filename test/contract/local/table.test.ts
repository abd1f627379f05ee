import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Service } from '../../../local/service.ts';
import { createCodeCommit } from '../../../local/services/codecommit/index.ts';
import { createDynamoDb } from '../../../local/services/dynamodb/index.ts';
import { createEcr } from '../../../local/services/ecr/index.ts';
import { createEventBridge } from '../../../local/services/eventbridge/eventbridge.ts';
import { createSecretsManager } from '../../../local/services/secretsmanager/index.ts';
import { createSqs } from '../../../local/services/sqs/index.ts';
import { createStepFunctions } from '../../../local/services/stepfunctions/index.ts';
import { VirtualClock } from '../../../local/virtual-clock.ts';
import { PLACE, temporaryFolder } from '../local-aws.ts';

const ROOT = join(import.meta.dirname, '../../..');
const clock = new VirtualClock('2026-11-20T12:00:00Z');
const base = { ...PLACE, clock };

/** Heading of docs/local-cloud.md -> folder below local/services. */
const FOLDERS = {
  DynamoDB: 'dynamodb',
  SQS: 'sqs',
  ECR: 'ecr',
  'Secrets Manager': 'secretsmanager',
  CodeCommit: 'codecommit',
  'Step Functions': 'stepfunctions',
  EventBridge: 'eventbridge',
} as const;
/** Heading -> the SDK's package that has its model. */
const SDK: Readonly<Record<keyof typeof FOLDERS, string>> = {
  DynamoDB: 'dynamodb',
  SQS: 'sqs',
  ECR: 'ecr',
  'Secrets Manager': 'secrets-manager',
  CodeCommit: 'codecommit',
  'Step Functions': 'sfn',
  EventBridge: 'eventbridge',
};
type Title = keyof typeof FOLDERS;

let place: Awaited<ReturnType<typeof temporaryFolder>>;
let services: Record<Title, Service>;
beforeAll(async () => {
  place = await temporaryFolder();
  services = {
    DynamoDB: await createDynamoDb(base),
    SQS: createSqs({ ...base, endpoint: () => '' }),
    ECR: createEcr({ ...base, announce: () => {} }),
    'Secrets Manager': createSecretsManager(base),
    CodeCommit: await createCodeCommit({ ...base, directory: place.folder, onReferenceChange: () => {} }),
    'Step Functions': createStepFunctions({
      region: PLACE.region,
      account: PLACE.accountId,
      invokeLambda: async () => ({ payload: null }),
    }),
    EventBridge: createEventBridge({
      rules: [],
      account: PLACE,
      clock,
      lambda: { invokeAsync: async () => {} },
    }),
  };
});
afterAll(async () => {
  for (const service of Object.values(services)) await service.close();
  await place.remove();
});

const page = readFileSync(join(ROOT, 'docs/local-cloud.md'), 'utf8');
const sectionOf = (title: string): string =>
  page.split(/^## /m).find((section) => section.startsWith(`${title}\n`)) ?? '';

function textOf(folder: string): string {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  return files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8')).join('\n');
}

const listed = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name = '']) => name))].sort();
const named = (text: string | undefined): string[] => listed(text ?? '', /`(\w+)`/g);
/** Rows of tests leave out what all names of CodeCommit end with. */
const short = (name: string): string => name.replace(/Exception$/, '');
const sorted = (names: Iterable<string>): string[] => [...new Set(names)].sort();

interface Row {
  readonly operation: string;
  readonly errors: readonly string[];
  /** Documented, but not given. */
  readonly others: readonly string[];
}

const rowsOf = (section: string): Row[] =>
  [...section.matchAll(/^\| `(\w+)` \|(.*)\|$/gm)].map(([, operation = '', cells = '']) => {
    const [, , errors, others] = cells.split('|');
    return { operation, errors: named(errors), others: named(others) };
  });

/** What the SDK's own model documents for an operation. */
function documented(sdk: string, operation: string): string[] {
  const path = `node_modules/@aws-sdk/client-${sdk}/dist-types/commands/${operation}Command.d.ts`;
  const thrown = listed(readFileSync(join(ROOT, path), 'utf8'), /@throws \{@link (\w+)\}/g);
  // The base class of all errors of a service.
  return thrown.filter((name) => !name.endsWith('ServiceException'));
}

/**
 * `operation error` for each error that a test provokes of an operation: by a row that begins with the two
 * (`refusals.ts`), or in a title that has both.
 */
function provokedIn(tests: string): Set<string> {
  const rows = [...tests.matchAll(/\[\s*'([A-Z]\w+(?: [A-Z]\w+)*)',\s*'([A-Z]\w+)'/g)].flatMap(
    ([, operations = '', error = '']) => operations.split(' ').map((name) => `${name} ${short(error)}`),
  );
  const titles = [...tests.matchAll(/\bit\('([A-Z][a-z]+[A-Z]\w+) ([^']*)'/g)].flatMap(
    ([, operation, rest = '']) =>
      [...rest.matchAll(/\b([A-Z]\w+)Exception\b/g)].map(([, error]) => `${operation} ${error}`),
  );
  return new Set([...rows, ...titles]);
}

describe.each(Object.entries(FOLDERS) as [Title, string][])('the page on %s', (title, folder) => {
  const section = sectionOf(title);
  const rows = rowsOf(section);
  const never = named(/^No operation gives: .*$/m.exec(section)?.[0]);
  const besides = named(/^Pushing, .*$/m.exec(section)?.[0]);
  const tests = [`test/contract/local/${folder}`, `test/unit/local/services/${folder}`]
    .filter((path) => readdirSync(join(ROOT, path, '..')).includes(folder))
    .map(textOf)
    .join('\n');
  const provoked = provokedIn(tests);

  it('has a row for every operation, and no other', () => {
    expect(rows.map(({ operation }) => operation)).toEqual(Object.keys(services[title].operations).sort());
  });

  it('names every error that the code gives, and no other', () => {
    const code = textOf(`local/services/${folder}`);
    const made = listed(
      code,
      /(?:(?:ServiceError|failure|reason|refuse|fail)\(\s*|\bcode: )'([A-Z][A-Za-z]+)'/g,
    );
    const exceptions = listed(code, /'([A-Z][A-Za-z]+Exception)'/g);
    const given = rows.flatMap(({ errors }) => errors);
    expect(given.length).toBeGreaterThan(0);
    expect(sorted([...given, ...besides])).toEqual(sorted([...made, ...exceptions]));
    const all = rows.flatMap(({ operation }) => documented(SDK[title], operation));
    expect(never.filter((error) => given.includes(error) || !all.includes(error))).toEqual([]);
  });

  it('names no error that no test provokes', () => {
    expect(besides.filter((error) => !tests.includes(error))).toEqual([]);
  });

  it.each(rows)('names the errors of $operation that a test provokes of it, and no other', (row) => {
    const claimed = row.errors.map((error) => `${row.operation} ${short(error)}`);
    const isOperation = (pair: string): boolean =>
      rows.some(({ operation }) => pair.endsWith(` ${operation}`));
    const of = [...provoked].filter((pair) => pair.startsWith(`${row.operation} `));
    const seen = of.filter((pair) => !isOperation(pair));
    expect(seen.sort()).toEqual(claimed.sort());
  });

  it.each(rows)('names every other error that is documented for $operation, and no more', (row) => {
    const all = documented(SDK[title], row.operation);
    const unnamed = all.filter((error) => !row.errors.includes(error) && !never.includes(error));
    expect(row.others).toEqual(unnamed);
  });
});

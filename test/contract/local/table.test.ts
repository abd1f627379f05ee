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

describe.each(Object.entries(FOLDERS) as [Title, string][])('the page on %s', (title, folder) => {
  const errors = listed(/^Errors: .*$/m.exec(sectionOf(title))?.[0] ?? '', /`(\w+)`/g);

  it('has a row for every operation, and no other', () => {
    expect(listed(sectionOf(title), /^\| `(\w+)` \|/gm)).toEqual(
      Object.keys(services[title].operations).sort(),
    );
  });

  it('names every error that the code gives, and no other', () => {
    const code = textOf(`local/services/${folder}`);
    const made = listed(code, /(?:ServiceError|failure|reason|refuse|fail)\(\s*'([A-Z][A-Za-z]+)'/g);
    const named = listed(code, /'([A-Z][A-Za-z]+Exception)'/g);
    expect(errors).toEqual([...new Set([...made, ...named])].sort());
    expect(errors.length).toBeGreaterThan(0);
  });

  it('names no error that no test provokes', () => {
    const tests = [`test/contract/local/${folder}`, `test/unit/local/services/${folder}`]
      .filter((path) => readdirSync(join(ROOT, path, '..')).includes(folder))
      .map(textOf)
      .join('\n');
    // Tables of tests leave out what all names of CodeCommit end with.
    expect(errors.filter((name) => !tests.includes(name.replace(/Exception$/, '')))).toEqual([]);
  });
});

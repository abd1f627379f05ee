import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STATE_MACHINE_ARN } from '../../local/deploy.ts';
import { World } from '../../scenarios/world/world.ts';

const HOUR = 3_600_000;
/** What Step Functions takes: of events in a history, and of bytes in a state's input and output. */
const HISTORY_LIMIT = 25_000;
const STATE_LIMIT = 256 * 1024;

const WAVES = ['1', '2', '3', '4'];
const clustersOf = (wave: string): string[] =>
  Array.from({ length: 50 }, (_, index) => `prod-${wave}-${index}`);
const FIRST = clustersOf('1');
const SECOND = clustersOf('2');
const ALL = WAVES.flatMap(clustersOf);
const SICK = SECOND.slice(10, 13);
const overlayOf = (cluster: string): string => `apps/checkout/${cluster}/kustomization.yaml`;

const IMAGE = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout';
const overlay = (tag: string): string =>
  `images:\n  - name: checkout\n    newName: ${IMAGE}\n    newTag: ${tag}\n`;
const PIPELINE = `apiVersion: towpath.dev/v1
kind: Pipeline
metadata: { name: checkout }
spec:
  artifacts: [{ name: checkout, image: ${IMAGE}, tags: { semver: ">=1.0.0" } }]
  stages:
    - name: prod
      targets: { selector: { env: prod }, overlay: "apps/checkout/{cluster}" }
      waves: { by: wave, order: ["1", "2", "3", "4"] }
      health: { timeout: 10m, grace: 30s }
      onFailure: rollback
`;
const SETTINGS = `apiVersion: towpath.dev/v1
kind: Settings
spec:
  clusters:
${WAVES.flatMap((wave) => clustersOf(wave).map((name) => `    - { name: ${name}, labels: { env: prod, wave: "${wave}" } }`)).join('\n')}
  people: [{ name: anna }]
  groups: [{ name: everyone, members: [anna] }]
`;

let scratch: string;
let world: World;

const stage = async () => {
  const [pipeline] = (await world.client().fleet()).pipelines;
  return pipeline?.stages[0];
};
const isQuiet = async (): Promise<boolean> => {
  const { underWay, waiting = [] } = (await stage()) ?? {};
  return underWay === undefined && waiting.length === 0;
};

/** What the promotions of the stage wrote since the first so many: the clusters of each commit, oldest first. */
async function writtenSince(count: number): Promise<string[][]> {
  const lines = await world.client().ledger({ pipeline: 'checkout', type: 'wave-committed', limit: 100 });
  const ids = [...new Set(lines.toReversed().map(({ promotion = '' }) => promotion))];
  const promotions = await Promise.all(ids.map((id) => world.client().promotion(id)));
  const commits = promotions.flatMap((promotion) => promotion.commits);
  return commits.slice(count).map(({ files }) => files.map((file) => file.split('/')[2] ?? '').sort());
}

/** Of every execution: how many events its history has, and the most bytes that one of its states was given or gave. */
async function histories(): Promise<{ events: number; bytes: number }[]> {
  const { executions } = await ask<Executions>('ListExecutions', { stateMachineArn: STATE_MACHINE_ARN });
  return Promise.all(
    executions.map(async ({ executionArn }) => {
      let events = 0;
      let bytes = 0;
      let nextToken: string | undefined;
      do {
        const input = { executionArn, maxResults: 1000, ...(nextToken !== undefined && { nextToken }) };
        const page = await ask<History>('GetExecutionHistory', input);
        events += page.events.length;
        for (const event of page.events) bytes = Math.max(bytes, largestIn(event));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return { events, bytes };
    }),
  );
}

const ask = async <Answer>(operation: string, input: object): Promise<Answer> =>
  (await world.services.stepFunctions.operations[operation]?.(input as never)) as Answer;

interface Executions {
  readonly executions: readonly { readonly executionArn: string }[];
}
interface History {
  readonly events: readonly object[];
  readonly nextToken?: string;
}

const largestIn = (event: object): number =>
  Math.max(
    0,
    ...Object.values(event)
      .flatMap((details: unknown) => (typeof details === 'object' && details !== null ? [details] : []))
      .flatMap(({ input, output }: { input?: string; output?: string }) => [input ?? '', output ?? ''])
      .map((text) => Buffer.byteLength(text)),
  );

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'towpath-large-fleet-'));
  const folder = join(scratch, 'begin');
  const files = {
    '.towpath/settings.yaml': SETTINGS,
    '.towpath/checkout.yaml': PIPELINE,
    ...Object.fromEntries(ALL.map((name) => [overlayOf(name), overlay('0.9.0')])),
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const options = { start: '2026-03-02T09:00:00Z', reportAfterMs: 10_000 };
  world = await World.create({ ...options, folder, scratch: join(scratch, 'repositories') });
}, 120_000);

afterAll(async () => {
  await world.close();
  await rm(scratch, { recursive: true, force: true });
});

/** As the interpreter itself records it; the simulation of the same fleet looks at more outcomes (test/simulation). */
describe('200 clusters in four waves, three of which fail in the second', () => {
  it('never begin the third wave, and exactly what moved is put back', async () => {
    await world.push({ repository: 'checkout', tag: '1.0.0' });
    expect(await world.runUntil(isQuiet, HOUR)).toBe(true);
    expect((await stage())?.current?.tag).toBe('1.0.0');
    for (const cluster of SICK) {
      const failing = { state: 'failing', withTag: '1.1.0', message: 'crash loop' } as const;
      await world.finish(world.agents.behave(cluster, failing));
    }
    await world.push({ repository: 'checkout', tag: '1.1.0' });
    expect(await world.runUntil(isQuiet, HOUR)).toBe(true);
    const [first, second, rollback, ...more] = await writtenSince(WAVES.length);
    expect(first).toEqual(FIRST.toSorted());
    expect(second).toEqual(SECOND.toSorted());
    expect(rollback).toEqual([...FIRST, ...SECOND].sort());
    expect(more).toEqual([]);
    expect(await stage()).toMatchObject({ current: { tag: '1.0.0' }, hold: { by: 'towpath' } });
  }, 120_000);

  it('stay far below what Step Functions takes', async () => {
    const found = await histories();
    expect(found).toHaveLength(3);
    const events = Math.max(...found.map((one) => one.events));
    const bytes = Math.max(...found.map((one) => one.bytes));
    expect(events).toBeGreaterThan(20);
    expect(events).toBeLessThan(HISTORY_LIMIT / 100);
    expect(bytes).toBeGreaterThan(50);
    expect(bytes).toBeLessThan(STATE_LIMIT / 100);
  });
});

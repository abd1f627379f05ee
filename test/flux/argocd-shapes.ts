import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/boot.ts';
import { parseArgoReport } from '../../src/domain/health/argo-report.ts';
import { classifyApplication } from '../../src/domain/health/classify-application.ts';
import type { HealthObservation } from '../../src/domain/health/observation.ts';
import { readSnapshot } from '../../src/domain/health/snapshot/read-snapshot.ts';
import { about, type Case, require, until } from './cases.ts';
import type { World } from './world.ts';

const REPOSITORY = 'fleet';

interface Application {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly status?: object;
}

/** What a template is likely to break. */
const ODD = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Application',
  metadata: { name: 'odd', namespace: 'argocd' },
  spec: {
    project: 'default',
    source: { repoURL: 'https://git.example.com/fleet' },
    destination: { server: 'https://kubernetes.default.svc' },
  },
  status: {
    sync: { status: 'Unknown', revision: '' },
    health: { status: 'Unknown' },
    conditions: [{ type: 'ComparisonError', message: 'line 1: "a" <b> & {{ c }}\n\tline 2: \\d é' }],
  },
};

/** The Applications of our snapshot fixtures say the same by the rendered template as by a snapshot. */
export const everyShape = (world: World): Case => ({
  name: 'Argo CD: Applications of every shape say the same by webhook as by snapshot',
  async run() {
    const applications = await shapes();
    const expected = applications.map((application) => bySnapshot(application)).filter(isSaidByTrigger);
    await world.kubectl(['apply', '-f', '-'], list(applications));
    for (const observation of expected) {
      const { name } = observation.object;
      const { body, status } = await until(`${name} is reported`, async () => about(world, name).at(-1));
      const said = byTemplate(body);
      require(status === 202, `The report of ${name} was answered ${status}: ${body}`);
      require(text(said) ===
        text(observation), `${name} says by webhook ${text(said)}, by snapshot ${text(observation)}`);
    }
    return expected.map(({ object, state }) => `${object.name} ${state}`).join(', ');
  },
});

/** Of names of their own, and subscribed. */
async function shapes(): Promise<readonly Application[]> {
  const fixture = await readFile(join(ROOT, 'test/fixtures/snapshots/argocd.json'), 'utf8');
  const { items } = JSON.parse(fixture) as { items: Application[] };
  const annotations = { 'notifications.argoproj.io/subscribe.towpath.towpath': '' };
  return [...items, ODD]
    .filter(({ kind, status }) => kind === 'Application' && status !== undefined)
    .map((item) => ({
      ...item,
      metadata: { namespace: 'argocd', name: `shape-${item.metadata.name}`, annotations },
    }));
}

const list = (items: readonly Application[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

function bySnapshot(application: Application): HealthObservation {
  const body = Buffer.from(list([application]));
  const at = Date.now();
  const [found] = readSnapshot(body, { agent: 'argocd', repository: REPOSITORY, at, receivedAt: at }).reports;
  require(found !== undefined, `${application.metadata.name} says nothing in a snapshot.`);
  return found;
}

const byTemplate = (body: string): HealthObservation =>
  classifyApplication(parseArgoReport(Buffer.from(body)), { repository: REPOSITORY, settleMs: 60_000 });

/** Nothing is sent of what is under way but for the beginning of an operation. */
const isSaidByTrigger = ({ state }: HealthObservation): boolean => state !== 'progressing';

const text = ({ at: _at, ...said }: HealthObservation): string => JSON.stringify(said);

import { utc } from '../../domain/gates/sentence.ts';
import type { Settings } from '../../domain/pipeline/types.ts';
import { isOpen } from '../../domain/promotion/state.ts';
import { agentOf } from '../../ports/health.ts';
import { currentDefinition } from '../definitions.ts';
import { inParallel } from '../in-parallel.ts';
import type { Using } from '../ports.ts';
import { listDeadLetters } from '../redrive.ts';
import type { RedriveNeeds } from '../redrive-plan.ts';
import type { FindingView } from '../views.ts';
import { verifyLedger } from './ledger.ts';

export type CheckUpNeeds = RedriveNeeds & Using<'health'>;

/** A cluster that said nothing for so long: agents repeat themselves at least every hour, by what the docs advise. */
const SILENT_MS = 24 * 60 * 60 * 1000;

const ok = (check: string, sentence: string): FindingView => ({ check, state: 'ok', sentence });
const bad = (
  check: string,
  state: 'warning' | 'fault' | 'skipped',
  sentence: string,
  wayOut: string,
): FindingView => ({ check, state, sentence, wayOut });

/** Looks at what the API's own permissions reach. A look that fails is a finding like any other. Changes nothing. */
export async function checkUp(ports: CheckUpNeeds, person: string): Promise<FindingView[]> {
  const checks: readonly [string, () => Promise<FindingView[]>][] = [
    ['you', async () => [checkPerson(person)]],
    ['repository', async () => [await checkRepository(ports)]],
    ['configuration', () => checkConfiguration(ports)],
    ['clusters', () => checkClusters(ports)],
    ['promotions', async () => [await checkPromotions(ports)]],
    ['dead letters', async () => [await checkDeadLetters(ports)]],
    ['ledger', async () => [await checkLedger(ports)]],
  ];
  const findings = await inParallel(checks, async ([name, check]) => {
    try {
      return await check();
    } catch (error) {
      const sentence = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return [
        bad(name, 'fault', sentence, 'See the log of serve-operations; deploy again if a role is at fault.'),
      ];
    }
  });
  return findings.flat();
}

const checkPerson = (person: string): FindingView =>
  person === ''
    ? bad(
        'you',
        'warning',
        'you are nobody in the settings, so you may look but not act',
        'Add your ARN or subject to "people" in .towpath/settings.yaml; locally use --as <person>.',
      )
    : ok('you', `you act as ${person}`);

async function checkRepository({ repository }: CheckUpNeeds): Promise<FindingView> {
  const tip = await repository.tip();
  return ok('repository', `${repository.branchKey.replace('#', ', branch ')} is at ${tip.slice(0, 8)}`);
}

async function checkConfiguration({
  configuration,
  ledger,
  repository,
}: CheckUpNeeds): Promise<FindingView[]> {
  const report = await configuration.report();
  if (report === undefined)
    return [
      bad(
        'configuration',
        'fault',
        'no pipeline file was looked at yet',
        'Push a commit: towpath init makes .towpath/.',
      ),
    ];
  const pipelines = (await ledger.pipelines()).length;
  const findings: FindingView[] = [];
  if (report.problems.length > 0)
    findings.push(
      bad(
        'configuration',
        'fault',
        `${report.problems.length} problems in .towpath/`,
        'towpath status lists them.',
      ),
    );
  if (pipelines === 0)
    findings.push(
      bad('configuration', 'warning', 'there is no pipeline', 'Push one: towpath init makes a first.'),
    );
  if ((await repository.tip()) !== report.commit)
    findings.push(
      bad(
        'configuration',
        'warning',
        `the last look was at ${report.commit.slice(0, 8)}, which is no longer the tip`,
        'Right after a push this is normal. Otherwise the rule git-changed is off: deploy again.',
      ),
    );
  return findings.length > 0 ? findings : [ok('configuration', `${pipelines} pipelines, no problems`)];
}

async function checkClusters(ports: CheckUpNeeds): Promise<FindingView[]> {
  const settings = await ports.configuration.settings();
  if (settings === undefined)
    return [bad('clusters', 'fault', 'there are no settings', 'towpath init makes .towpath/settings.yaml.')];
  const lastHeard = await heardOf(ports);
  const now = ports.clock.now();
  return settings.clusters.map(({ name }: Settings['clusters'][number]) => {
    const check = `cluster ${name}`;
    if (!lastHeard.has(name))
      return bad(check, 'skipped', 'no pipeline has a target there', 'Nothing to do.');
    const at = lastHeard.get(name);
    if (at === undefined)
      return bad(
        check,
        'fault',
        'never reported',
        'Does its agent have its key, and this address? docs/deploy.md, "Keys of clusters".',
      );
    const said = `last reported at ${utc(at)}`;
    return now - at > SILENT_MS
      ? bad(check, 'warning', said, 'Look whether its notification controller runs and can reach Towpath.')
      : ok(check, said);
  });
}

/** Cluster -> when any of its agents was last heard, or undefined; only clusters that have targets. */
async function heardOf(ports: CheckUpNeeds): Promise<Map<string, number | undefined>> {
  const heard = new Map<string, number | undefined>();
  for (const { name } of await ports.ledger.pipelines()) {
    const definition = await currentDefinition(ports, await ports.ledger.read(name));
    const targets = (definition?.pipeline.stages ?? []).flatMap(({ waves }) => waves.flat());
    const reports = await ports.health.reports(targets.map(agentOf));
    targets.forEach(({ cluster }, index) => {
      const times = [heard.get(cluster), reports[index]?.receivedAt].filter((at) => at !== undefined);
      heard.set(cluster, times.length > 0 ? Math.max(...times) : undefined);
    });
  }
  return heard;
}

async function checkPromotions({ ledger }: CheckUpNeeds): Promise<FindingView> {
  const states = await inParallel(await ledger.pipelines(), ({ name }) => ledger.read(name));
  const open = states.flatMap(({ promotions }) => Object.values(promotions).filter(isOpen));
  const overdue = open.filter((promotion) => promotion.overdue !== undefined);
  if (overdue.length === 0) return ok('promotions', `${open.length} under way, none overdue`);
  const names = overdue.map(({ id }) => id).join(', ');
  return bad('promotions', 'fault', `overdue: ${names}`, 'docs/runbook.md#overdue');
}

async function checkDeadLetters(ports: CheckUpNeeds): Promise<FindingView> {
  const { length } = await listDeadLetters(ports);
  if (length === 0) return ok('dead letters', 'none');
  return bad(
    'dead letters',
    'fault',
    `${length} wait`,
    'towpath dead-letters shows them, towpath redrive repeats them.',
  );
}

async function checkLedger(ports: CheckUpNeeds): Promise<FindingView> {
  const verified = await verifyLedger(ports);
  const differing = verified.filter(({ differences }) => differences.length > 0);
  const entries = verified.reduce((sum, each) => sum + each.entries, 0);
  if (differing.length === 0) return ok('ledger', `${entries} entries, and the state is what they say`);
  const names = differing.map(({ pipeline }) => pipeline).join(', ');
  return bad(
    'ledger',
    'fault',
    `the state of ${names} is not what the ledger says`,
    'towpath ledger --rebuild says where.',
  );
}

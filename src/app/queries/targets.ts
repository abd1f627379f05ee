import { utc } from '../../domain/gates/sentence.ts';
import { heardAt, silentSince } from '../../domain/health/silence.ts';
import type { Settings, Stage, Target } from '../../domain/pipeline/types.ts';
import { type AgentObject, agentOf, canaryOf, type HealthStore, objectText } from '../../ports/health.ts';
import type { WakeOutcome } from '../../ports/wake.ts';
import type { Using } from '../ports.ts';
import type { CanaryView, ClusterView, PipelineView, TargetView } from '../views.ts';

type Report = Awaited<ReturnType<HealthStore['reports']>>[number];

/** Each target with what its agent last said, or since when it says nothing. */
export async function viewTargets(
  { health, clock }: Using<'health' | 'clock'>,
  stage: Stage,
  settings: Settings | undefined,
): Promise<TargetView[]> {
  const targets = stage.waves.flatMap((wave, index) => wave.map((target) => ({ target, wave: index + 1 })));
  const objects = targets.map(({ target }) => agentOf(target));
  const canaries = targets.flatMap(({ target }) => canaryOf(target) ?? []);
  const known = await health.reports([...objects, ...canaries]);
  const reports = known.slice(0, objects.length);
  const canaryReports = new Map(
    canaries.map((canary, index) => [objectText(canary), known[objects.length + index]]),
  );
  return targets.map(({ target, wave }, index) => {
    const { cluster, overlay, agent, updates } = target;
    const files = updates && { files: [...new Set(updates.map(({ file }) => file))] };
    const place = { cluster, overlay, ...files, wave, agent: `${agent.namespace}/${agent.name}` };
    const canary = canaryOf(target);
    return {
      ...place,
      ...saidBy(target, reports[index], clock.now(), settings),
      ...(canary && { canary: viewCanary(canary, canaryReports.get(objectText(canary))) }),
    };
  });
}

function saidBy(
  { cluster }: Target,
  report: Report,
  now: number,
  settings: Settings | undefined,
): Pick<TargetView, 'health' | 'sentence' | 'revision' | 'reportedAt'> {
  if (report === undefined) return { health: 'silent', sentence: `${cluster} never reported` };
  const heard = heardAt(report);
  const isSilent = silentSince(heard, now, intervalOf(settings, cluster)) !== undefined;
  const said = `${report.reason}: ${report.message}`;
  const reportedAt = new Date(heard).toISOString();
  return {
    health: isSilent ? 'silent' : report.state,
    sentence: isSilent ? `silent since ${utc(reportedAt)}; it last said ${said}` : said,
    ...(report.revision !== undefined && { revision: report.revision }),
    reportedAt,
  };
}

const viewCanary = ({ namespace, name }: AgentObject, report: Report): CanaryView =>
  report === undefined
    ? { namespace, name, state: 'unknown', sentence: 'never heard of' }
    : {
        namespace,
        name,
        state: report.state,
        sentence: `${report.reason}: ${report.message} (${new Date(report.at).toISOString()})`,
      };

const intervalOf = (settings: Settings | undefined, cluster: string): number | undefined =>
  settings?.clusters.find(({ name }) => name === cluster)?.intervalMs;

/** A cluster has been heard when any of its targets has. */
export async function viewClusters(
  { clock, wakes }: Using<'clock' | 'wakes'>,
  settings: Settings | undefined,
  pipelines: readonly PipelineView[],
): Promise<ClusterView[]> {
  const now = clock.now();
  const woken = await lastWakes({ wakes }, settings);
  const targets = pipelines.flatMap(({ stages }) => stages.flatMap((stage) => stage.targets));
  return (settings?.clusters ?? []).map(({ name, agent, intervalMs, wake }) => {
    const times = targets.flatMap(({ cluster, reportedAt }) => (cluster === name ? (reportedAt ?? []) : []));
    const heard = times.sort().at(-1);
    const silent = heard !== undefined && silentSince(Date.parse(heard), now, intervalMs) !== undefined;
    const { at, problem } = woken.get(name) ?? {};
    return {
      name,
      agent,
      ...(heard !== undefined && { heardAt: heard }),
      silent,
      ...(wake && { wake: { url: wake.url, ...(at && { at }), ...(problem && { problem }) } }),
    };
  });
}

/** By cluster, of those with an address: where nobody has one nothing is read. */
export async function lastWakes(
  { wakes }: Using<'wakes'>,
  settings: Settings | undefined,
): Promise<ReadonlyMap<string, WakeOutcome>> {
  const names = (settings?.clusters ?? []).filter(({ wake }) => wake !== undefined).map(({ name }) => name);
  const outcomes = names.length === 0 ? [] : await wakes.last(names);
  return new Map(
    names.flatMap((name, index): [string, WakeOutcome][] => {
      const outcome = outcomes[index];
      return outcome === undefined ? [] : [[name, outcome]];
    }),
  );
}

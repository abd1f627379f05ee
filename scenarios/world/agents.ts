import type { FleetView } from '../../console/api/views.ts';
import { isWakeCall, type WakeCall } from '../../local/agents/wake-call.ts';
import type { VirtualClock } from '../../local/virtual-clock.ts';
import { clusterKeys, type KeyRing, parseKeyRing } from '../../src/domain/health/cluster-key.ts';
import type { Branch } from './branch.ts';
import { Canaries } from './canaries.ts';
import type { Form } from './forms.ts';
import { Mail } from './mail.ts';
import { type AgentKind, requestOf } from './reports.ts';
import type { ReportState } from './said.ts';
import { tagsIn } from './tags.ts';

/** How the agents of a cluster behave until they are told otherwise. */
export interface Behaviour {
  readonly state: ReportState | 'silent';
  /** What a failing agent says. */
  readonly message?: string;
  /** Only while the overlay carries this tag; otherwise they are healthy. */
  readonly withTag?: string;
  /** From a commit to the report of it. */
  readonly afterMs?: number;
  /** It does not see a commit when it is made, but looks so often, and when it is woken. */
  readonly pollMs?: number;
  /** Between two reports although nothing is new; without it nothing is said twice. */
  readonly everyMs?: number;
  readonly form?: Form;
}

/** One report, whatever the agent's behaviour is. */
export interface Report {
  readonly state: ReportState;
  readonly message?: string;
  readonly form?: Form;
  /** The tip of the branch if not given. */
  readonly commit?: string;
  /** When the agent says that it was; now if not given. Milliseconds since the epoch. */
  readonly at?: number;
}

interface Target {
  readonly pipeline: string;
  readonly stage: string;
  readonly cluster: string;
  readonly overlay: string;
  readonly agent: string;
  readonly canary?: { readonly namespace: string; readonly name: string };
}

export interface AgentsOptions {
  readonly clock: VirtualClock;
  readonly branch: Branch;
  readonly branchName: string;
  readonly agentKeys: string;
  readonly fetch: typeof globalThis.fetch;
  readonly reportAfterMs: number;
  readonly fleet: () => Promise<FleetView>;
  readonly note: (line: string) => void;
}

const HEALTHY: Behaviour = { state: 'healthy' };

/**
 * Flux or Argo CD in every cluster that a pipeline names, as far as Towpath hears of it: after each commit on the branch, every
 * agent reports once about every overlay that it applies.
 */
export class Agents {
  readonly mail = new Mail();
  readonly #options: AgentsOptions;
  readonly #ring: KeyRing;
  readonly #behaviours = new Map<string, Behaviour>();
  /** Agent object -> what it last reported, so that it says nothing twice. */
  readonly #reported = new Map<string, string>();
  /** Agent object -> what its overlay held, and how it was. */
  readonly #contents = new Map<string, string>();
  readonly canaries: Canaries;
  /** Delay -> when agents with this delay look next, or looked last. */
  readonly #due = new Map<number, number>();
  /** Undefined when the pipelines may have changed. */
  #fleet: Promise<FleetView> | undefined;

  constructor(options: AgentsOptions) {
    this.#options = options;
    this.#ring = parseKeyRing(options.agentKeys);
    this.canaries = new Canaries({ clock: options.clock, fetch: options.fetch, ring: this.#ring });
  }

  /** The branch has moved. Agents that are about to look anyway need not be told: they speak once in a second. */
  wake(): void {
    const { clock, reportAfterMs } = this.#options;
    const delays = [...this.#behaviours.values()].map(({ afterMs = reportAfterMs }) => afterMs);
    for (const delay of new Set([reportAfterMs, ...delays])) {
      const due = clock.now() + delay;
      if (due - (this.#due.get(delay) ?? 0) < 1000) continue;
      this.#due.set(delay, due);
      clock.after(delay, () => void this.#reportAll(delay));
    }
  }

  /** Somebody calls the webhook of a cluster's agent. Whether that takes it; it looks soon after. */
  async wakeBy(cluster: string, call: WakeCall): Promise<boolean> {
    const { clock, reportAfterMs } = this.#options;
    const [key = ''] = clusterKeys(this.#ring, cluster, 'wake');
    if (!isWakeCall(await this.kindOf(cluster), key, call)) return false;
    clock.after(reportAfterMs, () => void this.#look(cluster));
    return true;
  }

  /** The pipeline files may be others now. */
  forgetFleet(): void {
    this.#fleet = undefined;
  }

  /** From now on; whoever is failing now says so at once. */
  async behave(cluster: string, behaviour: Behaviour): Promise<void> {
    const before = this.#behaviours.get(cluster) ?? HEALTHY;
    this.#behaviours.set(cluster, behaviour);
    this.#repeat(cluster, behaviour);
    if (behaviour.afterMs !== undefined || before.state === behaviour.state) return;
    await this.#look(cluster);
  }

  /** Reports of all agents of a cluster, or of the one for this overlay. */
  async report(cluster: string, overlay: string | undefined, report: Report): Promise<void> {
    for (const target of await this.#targets(cluster))
      if (overlay === undefined || target.overlay === overlay) await this.#send(target, report);
  }

  async clusters(): Promise<string[]> {
    return [...new Set((await this.#targets()).map(({ cluster }) => cluster))];
  }

  async #targets(cluster?: string): Promise<Target[]> {
    const { pipelines } = await this.#known();
    const all = pipelines.flatMap(({ name: pipeline, stages }) =>
      stages.flatMap(({ name: stage, targets }) =>
        targets.map((target): Target => ({ ...target, pipeline, stage })),
      ),
    );
    return all.filter((target) => cluster === undefined || target.cluster === cluster);
  }

  /** All look at the branch before any of them speaks: what follows from a report is the next commit's news. */
  async #reportAll(delay: number): Promise<void> {
    const tip = await this.#options.branch.tip();
    for (const target of await this.#targets()) {
      const behaviour = this.#behaviours.get(target.cluster) ?? HEALTHY;
      const { afterMs = this.#options.reportAfterMs, pollMs } = behaviour;
      if (afterMs === delay && pollMs === undefined) await this.#speak(target, tip);
    }
  }

  /** Looks again and again, and says how it is even if it has said so, until the cluster's agents behave otherwise. */
  #repeat(cluster: string, behaviour: Behaviour): void {
    const { everyMs, pollMs } = behaviour;
    const afterMs = everyMs ?? pollMs;
    if (afterMs === undefined) return;
    this.#options.clock.after(afterMs, async () => {
      if (this.#behaviours.get(cluster) !== behaviour) return;
      this.#repeat(cluster, behaviour);
      await this.#look(cluster, everyMs !== undefined);
    });
  }

  async #look(cluster: string, isRepeated = false): Promise<void> {
    const tip = await this.#options.branch.tip();
    for (const target of await this.#targets(cluster)) {
      if (isRepeated) this.#reported.delete(nameOf(target));
      await this.#speak(target, tip);
    }
  }

  async #speak(target: Target, commit: string): Promise<void> {
    const behaviour = this.#behaviours.get(target.cluster) ?? HEALTHY;
    const { form } = behaviour;
    const { state, message } = (await this.#applies(behaviour, target, commit)) ? behaviour : HEALTHY;
    if (state === 'silent') return;
    if (form === 'health-passed' && !(await this.#hasChanged(target, commit, state))) return;
    const said = `${commit} ${state} ${message ?? ''}`;
    if (this.#reported.get(nameOf(target)) === said) return;
    this.#reported.set(nameOf(target), said);

    const { canary } = target;
    if (canary !== undefined && state === 'healthy')
      this.canaries.apply({ ...target, canary }, await this.tagsIn(target.overlay, commit));
    const how = { ...(message !== undefined && { message }), ...(form !== undefined && { form }) };
    await this.#send(target, { state, commit, ...how });
  }

  /** Whether there is something to check the health of: a change of the overlay, or failure until now. */
  async #hasChanged(target: Target, commit: string, state: ReportState): Promise<boolean> {
    const { branch } = this.#options;
    const paths = await branch.list(commit, target.overlay);
    const texts = await Promise.all(paths.map((path) => branch.read(commit, path)));
    const content = JSON.stringify([texts, state]);
    const before = this.#contents.get(nameOf(target));
    this.#contents.set(nameOf(target), content);
    return content !== before;
  }

  async #applies({ withTag }: Behaviour, { overlay }: Target, commit: string): Promise<boolean> {
    if (withTag === undefined) return true;
    return (await this.tagsIn(overlay, commit)).includes(withTag);
  }

  /** The tags of all images of an overlay. */
  tagsIn(overlay: string, commit: string): Promise<string[]> {
    return tagsIn(this.#options.branch, overlay, commit);
  }

  async #send({ cluster, agent }: Target, report: Report): Promise<void> {
    const { clock, branch, branchName, fetch, note } = this.#options;
    const [namespace = '', name = ''] = agent.split('/');
    const { url, headers, body } = requestOf(
      await this.kindOf(cluster),
      {
        cluster,
        object: { namespace, name },
        state: report.state,
        message: report.message,
        form: report.form,
        commit: report.commit ?? (await branch.tip()),
        branch: branchName,
        at: report.at ?? clock.now(),
      },
      this.#ring,
    );
    await this.mail.send(async () => {
      const { ok, status, text } = await fetch(url, { method: 'POST', headers, body });
      if (!ok) note(`the report of ${cluster} was answered with ${status}: ${await text()}`);
    });
  }

  async kindOf(cluster: string): Promise<AgentKind> {
    const { clusters } = await this.#known();
    return clusters.find(({ name }) => name === cluster)?.agent ?? 'flux';
  }

  #known(): Promise<FleetView> {
    this.#fleet ??= this.#options.fleet();
    return this.#fleet;
  }
}

const nameOf = ({ cluster, agent, overlay }: Target): string => `${cluster} ${agent} ${overlay}`;

import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { checkHealth } from '../../../src/app/check-health.ts';
import { receiveArgoReport, receiveFluxReport } from '../../../src/app/receive-health.ts';
import { receiveQueuedReport } from '../../../src/app/receive-queued-report.ts';
import { receiveSnapshot, withTimestamp } from '../../../src/app/receive-snapshot.ts';
import { clusterKeys, parseKeyRing } from '../../../src/domain/health/cluster-key.ts';
import type { AgentKind, Target } from '../../../src/domain/pipeline/types.ts';
import { aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, bearerReport, push, type Said, signedReport } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { commitAndWait, of } from './steps.ts';

const ROLE = 'AROAEXAMPLE1234567';

/** A way in which reports of an agent come here. */
interface Way {
  readonly agent: AgentKind;
  send(fleet: Fakes, cluster: string, said?: Said): Promise<void>;
}

const snapshot = (fleet: Fakes, cluster: string, items: readonly object[], at: number) => {
  const body = new TextEncoder().encode(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const timestamp = String(Math.floor(at / 1000));
  const [key = ''] = clusterKeys(parseKeyRing(fleet.agentKeys.document), cluster, 'snapshot');
  const hex = createHmac('sha256', key).update(withTimestamp(timestamp, body)).digest('hex');
  return { cluster, body, timestamp, signature: `sha256=${hex}`, unpack: () => body };
};

const condition = (failing: string | undefined) => ({
  type: 'Ready',
  status: failing === undefined ? 'True' : 'False',
  reason: failing === undefined ? 'ReconciliationSucceeded' : 'HealthCheckFailed',
  message: failing ?? '',
});

const WAYS: Readonly<Record<string, Way>> = {
  'events of Flux': {
    agent: 'flux',
    send: async (fleet, cluster, said) =>
      receiveFluxReport(fleet.ports, await signedReport(fleet, cluster, said)),
  },
  'snapshots of Flux': {
    agent: 'flux',
    async send(fleet, cluster, said = {}) {
      const {
        revision = await fleet.repository.tip(),
        failing,
        name = 'checkout',
        at = fleet.clock.now(),
      } = said;
      const written = `main@sha1:${revision}`;
      const status = {
        conditions: [condition(failing)],
        lastAppliedRevision: written,
        lastAttemptedRevision: written,
      };
      const apiVersion = 'kustomize.toolkit.fluxcd.io/v1';
      const item = {
        apiVersion,
        kind: 'Kustomization',
        metadata: { namespace: 'flux-system', name },
        status,
      };
      await receiveSnapshot(fleet.ports, snapshot(fleet, cluster, [item], at));
    },
  },
  'webhooks of Argo CD': {
    agent: 'argocd',
    send: async (fleet, cluster, said) =>
      receiveArgoReport(fleet.ports, await bearerReport(fleet, cluster, said)),
  },
  'queued reports of Argo CD': {
    agent: 'argocd',
    async send(fleet, cluster, said) {
      const { body } = await bearerReport(fleet, cluster, said);
      const sender = `${ROLE}${cluster.toUpperCase().replaceAll('-', '')}:session`;
      await receiveQueuedReport(fleet.ports, { body, sender, sentAt: fleet.clock.now() });
    },
  },
  'snapshots of Argo CD': {
    agent: 'argocd',
    async send(fleet, cluster, said = {}) {
      const { body } = await bearerReport(fleet, cluster, said);
      const report = JSON.parse(new TextDecoder().decode(body));
      const { sync, health, reconciledAt, operation } = report;
      const { syncRevision: revision, ...operationState } = operation;
      const status = {
        sync,
        health,
        reconciledAt,
        operationState: { ...operationState, syncResult: { revision } },
      };
      const item = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: report.app, status };
      await receiveSnapshot(fleet.ports, snapshot(fleet, cluster, [item], said.at ?? fleet.clock.now()));
    },
  },
};

const on = (agent: AgentKind, cluster: string): Target => ({
  ...aTarget(cluster),
  agent: { namespace: agent === 'flux' ? 'flux-system' : 'argocd', name: 'checkout' },
});

describe.each(Object.entries(WAYS))('%s', (_, { agent, send }) => {
  let fleet: Fakes;
  let tokens = 0;
  const stored = async (cluster = 'dev-eu-1') =>
    (await fleet.health.reports([{ cluster, ...on(agent, cluster).agent }]))[0];
  const isWoken = () => fleet.workflow.answered.length > 0;
  const report = async (cluster: string, said: Said = {}) => {
    fleet.clock.advance(1000);
    await send(fleet, cluster, said);
  };

  async function check() {
    const verdict = await checkHealth(fleet.ports, of(fleet, 'dev'));
    tokens += 1;
    await fleet.waits.put({ promotion: active(fleet, 'dev').id, for: 'health', token: `token ${tokens}` });
    fleet.workflow.answered.length = 0;
    return verdict;
  }

  beforeEach(async () => {
    const waves = [[on(agent, 'dev-eu-1'), on(agent, 'dev-us-1')]];
    fleet = await aFleet(aPipeline({ stages: [aStage('dev', { waves, soakMs: 60_000 })] }));
    const settings = await fleet.configuration.settings();
    if (settings === undefined) throw new Error('The fleet has settings.');
    const clusters = settings.clusters.map((cluster) => ({
      ...cluster,
      senders: [ROLE + cluster.name.toUpperCase().replaceAll('-', '')],
    }));
    await fleet.configuration.putSettings({ ...settings, clusters });
    await push(fleet, '1.0.0', 'a');
    await commitAndWait(fleet, 'dev');
    await check();
  });

  it('wake a promotion with the last target that becomes healthy', async () => {
    await report('dev-eu-1');
    expect(isWoken()).toBe(false);
    await report('dev-us-1');
    expect(isWoken()).toBe(true);
    expect(await check()).toMatchObject({ verdict: 'waiting', timeoutSeconds: 60 });
  });

  it('wake it when a target begins to fail, once, and when it recovers', async () => {
    await report('dev-eu-1', { failing: 'crash loop' });
    expect(isWoken()).toBe(true);
    await check();
    expect(Object.keys(active(fleet, 'dev').failing)).toEqual(['dev-eu-1 apps/checkout/overlays/dev-eu-1']);
    await report('dev-eu-1', { failing: 'crash loop, again' });
    expect(isWoken()).toBe(false);
    await report('dev-eu-1');
    expect(isWoken()).toBe(true);
  });

  it('count for a later commit that carries the release, and not for one that took it away', async () => {
    const before = await fleet.repository.commitInfo(await fleet.repository.tip());
    fleet.repository.pushByHand({ 'README.md': 'hello' });
    await report('dev-eu-1');
    await report('dev-us-1', { revision: before.parents[0] ?? '' });
    expect(isWoken()).toBe(false);
    await report('dev-us-1');
    expect(isWoken()).toBe(true);
  });

  it('may come twice, and in any order', async () => {
    const now = fleet.clock.now();
    fleet.clock.advance(60_000);
    await send(fleet, 'dev-eu-1', { at: now + 40_000 });
    await send(fleet, 'dev-eu-1', { at: now + 20_000, failing: 'overtaken' });
    await send(fleet, 'dev-eu-1', { at: now + 40_000 });
    expect(await stored()).toMatchObject({ state: 'healthy', at: now + 40_000 });
    expect(isWoken()).toBe(false);
  });

  it.each([-11, 11])('are not taken %i minutes from now', async (minutes) => {
    const at = fleet.clock.now() + minutes * 60_000;
    await expect(send(fleet, 'dev-eu-1', { at })).rejects.toThrow(
      'is more than 10 minutes from now. Check the clock.',
    );
    expect(await stored()).toBeUndefined();
  });

  it('are taken from clusters of the settings only', async () => {
    await expect(send(fleet, 'elsewhere')).rejects.toMatchObject({
      name: expect.stringMatching(/^(Unauthenticated|MalformedEvent)Error$/),
    });
    expect(fleet.log.counts).toMatchObject({ HealthReportRefused: 1 });
  });

  it('of another object concern nobody', async () => {
    await report('dev-eu-1', { name: 'catalog' });
    await report('dev-us-1', { name: 'catalog' });
    expect(isWoken()).toBe(false);
    expect(await stored()).toBeUndefined();
  });

  it('of another kind of agent than the settings name are not taken', async () => {
    const settings = await fleet.configuration.settings();
    const clusters = (settings?.clusters ?? []).map((cluster) => ({
      ...cluster,
      agent: agent === 'flux' ? ('argocd' as const) : ('flux' as const),
    }));
    await fleet.configuration.putSettings({ people: [], groups: [], clusters });
    await send(fleet, 'dev-eu-1').catch(() => {});
    expect(await stored()).toBeUndefined();
  });
});

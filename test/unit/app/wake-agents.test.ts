import { beforeEach, describe, expect, it } from 'vitest';
import { awaitChange } from '../../../src/app/await-change.ts';
import { explainStage } from '../../../src/app/queries/explain.ts';
import { viewFleet } from '../../../src/app/queries/fleet.ts';
import { aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { aFleet, push, settingsFor } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { commit, commitAndWait, of } from './steps.ts';

const wake = { url: 'https://flux.dev-eu-1.example.com' };
const stage = aStage('dev', { waves: [[aTarget('dev-eu-1'), aTarget('dev-us-1')]] });
const pipeline = aPipeline({ stages: [stage] });

let fleet: Fakes;

/** 1.0.0 is committed to both clusters, of which the first can be told; what follows is the await after the commit. */
beforeEach(async () => {
  fleet = await aFleet(pipeline);
  await reach('dev-eu-1', wake);
  await push(fleet, '1.0.0', 'a');
});

async function reach(name: string, address: { url: string; repositoryUrl?: string }): Promise<void> {
  const settings = settingsFor(pipeline);
  const clusters = settings.clusters.map((cluster) =>
    cluster.name === name ? { ...cluster, wake: address } : cluster,
  );
  await fleet.configuration.putSettings({ ...settings, clusters });
}

const sentTo = (): string[] => fleet.waker.sent.map(({ cluster }) => cluster);
const explained = async () => (await explainStage(fleet.ports, 'checkout', 'dev')).because;

describe('after a commit', () => {
  it('the agents that can be reached are told, others are not', async () => {
    await commitAndWait(fleet, 'dev');
    expect(sentTo()).toEqual(['dev-eu-1']);
    expect(fleet.waker.sent[0]?.request.url).toMatch(
      /^https:\/\/flux\.dev-eu-1\.example\.com\/hook\/[0-9a-f]{64}$/,
    );
    expect(fleet.log.counts).toMatchObject({ AgentWoken: 1 });
    expect(JSON.stringify(await explained())).not.toContain('could not be told');
  });

  it('each is told once, however often the function runs and whoever else has targets there', async () => {
    await commitAndWait(fleet, 'dev');
    const again = { ...of(fleet, 'dev'), for: 'health', token: 'again', until: '' } as const;
    await awaitChange(fleet.ports, again);
    expect(sentTo()).toEqual(['dev-eu-1']);
  });

  it('nobody is told by a later look, or where nothing was committed', async () => {
    await commit(fleet, 'dev');
    const later = {
      ...of(fleet, 'dev'),
      for: 'health',
      token: 'later',
      until: '2026-11-20T13:00:00Z',
    } as const;
    await awaitChange(fleet.ports, later);
    expect(sentTo()).toEqual([]);
  });

  it('nothing is asked for where no cluster has an address', async () => {
    await fleet.configuration.putSettings(settingsFor(pipeline));
    fleet.agentKeys.document = 'no key ring';
    await commitAndWait(fleet, 'dev');
    expect(sentTo()).toEqual([]);
    expect(fleet.log.lines).toEqual([]);
  });

  it('an agent that cannot be told is noted, shown, and not tried again', async () => {
    fleet.waker.fails = new Error('it answered 503');
    await commitAndWait(fleet, 'dev');
    expect(fleet.log.counts).toMatchObject({ AgentNotWoken: 1 });
    expect(fleet.log.lines).toContainEqual({
      level: 'warn',
      message: 'An agent could not be told of a commit',
      fields: expect.objectContaining({ cluster: 'dev-eu-1', problem: 'it answered 503' }),
    });
    expect(await explained()).toContainEqual({
      what: 'dev-eu-1',
      state: 'waiting',
      sentence: 'its agent could not be told of the commit (it answered 503), and looks at its own interval',
    });
    const { clusters } = await viewFleet(fleet.ports);
    expect(clusters[0]).toMatchObject({ wake: { ...wake, problem: 'it answered 503' } });
    expect(clusters[1]).not.toHaveProperty('wake');
  });

  it.each([
    ['the key ring', () => Object.assign(fleet.agentKeys, { document: 'no key ring' })],
    ['the memory', () => Object.assign(fleet.wakes, { claim: () => Promise.reject(new Error('throttled')) })],
    ['the waker', () => Object.assign(fleet, { waker: Object.assign(fleet.waker, { fails: 'down' }) })],
  ])('a failure of %s stops no promotion', async (_, breaks) => {
    breaks();
    await commitAndWait(fleet, 'dev');
    expect(fleet.log.lines.map(({ level }) => level)).toContain('warn');
  });

  it('Argo CD is told the address that its Applications have', async () => {
    const settings = settingsFor(pipeline);
    const repositoryUrl = 'ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet';
    const clusters = settings.clusters.map((cluster) => ({
      ...cluster,
      agent: 'argocd' as const,
      wake: { ...wake, ...(cluster.name === 'dev-us-1' && { repositoryUrl }) },
    }));
    await fleet.configuration.putSettings({ ...settings, clusters });
    await commitAndWait(fleet, 'dev');
    const told = fleet.waker.sent.map(({ cluster, request }) => [
      cluster,
      JSON.parse(request.body).repository.html_url,
    ]);
    expect(told).toEqual([
      ['dev-eu-1', fleet.waker.repositoryUrl],
      ['dev-us-1', repositoryUrl],
    ]);
  });
});

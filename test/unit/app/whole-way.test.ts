import { expect, it } from 'vitest';
import { castVote } from '../../../src/app/cast-vote.ts';
import { verifyLedger } from '../../../src/app/queries/ledger.ts';
import { viewPromotion } from '../../../src/app/queries/promotion.ts';
import { aDigest } from '../../builders/pipeline.ts';
import { Executions } from '../../fakes/executions.ts';
import { active, aFleet, anOverlay, overlayPath, push, report } from '../../fakes/fleet.ts';

it('takes a release from dev over staging to prod', async () => {
  const fleet = await aFleet();
  const { ledger, repository } = fleet;
  const executions = new Executions(fleet);
  const approve = (person: string) =>
    castVote(fleet.ports, {
      pipeline: 'checkout',
      stage: 'prod',
      identity: { kind: 'local', person },
      verdict: 'approve',
      reason: '',
      via: 'cli',
    });
  const carries = (cluster: string): string | undefined =>
    repository.files()[overlayPath(cluster)]?.match(/newTag: (.*)/)?.[1];

  const release = await push(fleet, '1.0.0', 'a');
  await executions.settle();
  expect(active(fleet, 'dev')).toMatchObject({ release, status: 'verifying' });
  expect(repository.files()[overlayPath('dev-eu-1')]).toBe(anOverlay('1.0.0', aDigest('a')));

  await report(fleet, 'dev-eu-1');
  await executions.settle();
  expect(carries('staging-eu-1')).toBe('1.0.0');

  await report(fleet, 'staging-eu-1');
  await executions.settle();
  expect(active(fleet, 'prod')).toMatchObject({ release, status: 'gated' });
  expect(carries('prod-eu-1')).toBe('0.9.0');

  await approve('alice');
  await executions.settle();
  expect(carries('prod-eu-1')).toBe('0.9.0');
  await approve('bob');
  await executions.settle();
  expect([carries('prod-eu-1'), carries('prod-us-1')]).toEqual(['1.0.0', '0.9.0']);

  await report(fleet, 'prod-eu-1');
  await executions.settle();
  expect([carries('prod-us-1'), carries('prod-ap-1')]).toEqual(['1.0.0', '1.0.0']);

  await report(fleet, 'prod-ap-1');
  await executions.settle();
  expect(active(fleet, 'prod').status).toBe('verifying');
  await report(fleet, 'prod-us-1');
  await executions.settle();

  const { stages, releases } = ledger.state('checkout');
  expect(stages.prod).toMatchObject({ current: { release, tag: '1.0.0' }, waiting: [] });
  expect(Object.keys(releases[release]?.passed ?? {})).toEqual(['dev', 'staging', 'prod']);
  expect(executions.all.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  expect(repository.log().map(({ message }) => message.split('\n')[0])).toEqual([
    'Promote checkout 1.0.0 to apps/checkout/overlays/prod-us-1, apps/checkout/overlays/prod-ap-1',
    'Promote checkout 1.0.0 to apps/checkout/overlays/prod-eu-1',
    'Promote checkout 1.0.0 to apps/checkout/overlays/staging-eu-1',
    'Promote checkout 1.0.0 to apps/checkout/overlays/dev-eu-1',
    'First commit',
  ]);
  expect(await verifyLedger(fleet.ports)).toEqual([
    { pipeline: 'checkout', entries: ledger.entries('checkout').length, differences: [] },
  ]);

  const { timeline } = await viewPromotion(fleet.ports, stages.prod?.current?.promotion ?? '');
  expect(timeline.map(({ by, sentence }) => `${by}: ${sentence}`)).toEqual([
    'towpath: release of checkout 1.0.0 recorded',
    'towpath: 1.0.0 asks for prod',
    'towpath: has prod',
    expect.stringMatching(/^towpath: gates of prod are closed: 0 of 2 approvals from release-managers/),
    'alice: approved prod by cli',
    expect.stringMatching(/^towpath: gates of prod are closed: 1 of 2 approvals from release-managers/),
    'bob: approved prod by cli',
    'towpath: gates of prod passed for wave 1',
    `towpath: wave 1 of prod committed: ${overlayPath('prod-eu-1')}`,
    'towpath: wave 1 of prod is healthy: prod-eu-1',
    'towpath: gates of prod passed for wave 2',
    `towpath: wave 2 of prod committed: ${overlayPath('prod-us-1')}, ${overlayPath('prod-ap-1')}`,
    'towpath: wave 2 of prod is healthy: prod-us-1, prod-ap-1',
    'towpath: promoted to prod',
  ]);
});

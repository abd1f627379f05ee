import { beforeEach, describe, expect, it } from 'vitest';
import { checkHealth } from '../../../src/app/check-health.ts';
import { receiveFluxReport } from '../../../src/app/receive-health.ts';
import { takeReports } from '../../../src/app/take-reports.ts';
import { aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, push, report, type Said, sign, signedReport } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { commitAndWait, of } from './steps.ts';

let fleet: Fakes;
const stage = aStage('dev', { waves: [[aTarget('dev-eu-1'), aTarget('dev-us-1')]], soakMs: 60_000 });

/** A promotion whose wave of two targets is committed, watched, and waited for. */
beforeEach(async () => {
  fleet = await aFleet(aPipeline({ stages: [stage] }));
  await push(fleet, '1.0.0', 'a');
  await commitAndWait(fleet, 'dev');
  await check();
});

/** Looks at the wave, and waits again with a new token. */
async function check() {
  const { promotion, pipeline } = of(fleet, 'dev');
  const verdict = await checkHealth(fleet.ports, { pipeline, promotion });
  tokens += 1;
  await fleet.waits.put({ promotion, for: 'health', token: `token ${tokens}` });
  fleet.workflow.answered.length = 0;
  return verdict;
}
let tokens = 0;
const isWoken = () => fleet.workflow.answered.length > 0;
const stored = async (cluster = 'dev-eu-1') =>
  (await fleet.health.reports([{ cluster, namespace: 'flux-system', name: 'checkout' }]))[0];

describe('a report that is not taken', () => {
  const send = async (
    change: (report: Awaited<ReturnType<typeof signedReport>>) => object,
    said: Said = {},
  ) => {
    const signed = await signedReport(fleet, 'dev-eu-1', said);
    return receiveFluxReport(fleet.ports, { ...signed, ...change(signed) });
  };

  it.each([
    ['has no signature', () => ({ signature: undefined })],
    ['has a wrong signature', () => ({ signature: `sha256=${'0'.repeat(64)}` })],
    ['was changed on the way', ({ body }: { body: Uint8Array }) => ({ body: body.slice(1) })],
    ['is signed by another cluster', () => ({ cluster: 'dev-us-1' })],
  ])('%s', async (_, change) => {
    await expect(send(change)).rejects.toMatchObject({
      name: 'UnauthenticatedError',
      message: 'Unauthenticated',
    });
    expect(await stored()).toBeUndefined();
    expect(fleet.log.counts).toMatchObject({ HealthReportRefused: 1 });
  });

  it('is of a cluster that settings do not name, however well signed', async () => {
    const { body } = await signedReport(fleet, 'dev-eu-1');
    const signature = sign(fleet, 'elsewhere', body);
    const sent = receiveFluxReport(fleet.ports, { cluster: 'elsewhere', body, signature });
    await expect(sent).rejects.toMatchObject({ name: 'UnauthenticatedError' });
  });

  it.each([
    ['a replay of long ago', -11],
    ['of a clock that is ahead', 11],
  ])('is %s', async (_, minutes) => {
    const sent = send(() => ({}), { at: fleet.clock.now() + minutes * 60_000 });
    await expect(sent).rejects.toThrow('is more than 10 minutes from now. Check the clock.');
    expect(await stored()).toBeUndefined();
  });

  it('is no event of Flux', async () => {
    const body = new TextEncoder().encode('{"hello":"world"}');
    const sent = receiveFluxReport(fleet.ports, {
      cluster: 'dev-eu-1',
      body,
      signature: sign(fleet, 'dev-eu-1', body),
    });
    await expect(sent).rejects.toMatchObject({ name: 'MalformedReportError' });
  });

  it('says nothing of a Kustomization', async () => {
    const { body } = await signedReport(fleet, 'dev-eu-1');
    const other = new TextEncoder().encode(
      new TextDecoder().decode(body).replace('Kustomization', 'GitRepository'),
    );
    await receiveFluxReport(fleet.ports, {
      cluster: 'dev-eu-1',
      body: other,
      signature: sign(fleet, 'dev-eu-1', other),
    });
    expect(await stored()).toBeUndefined();
  });
});

describe('a report wakes the promotion', () => {
  it('not for one healthy target of two, but for the last', async () => {
    await report(fleet, 'dev-eu-1');
    expect(isWoken()).toBe(false);
    await report(fleet, 'dev-us-1');
    expect(isWoken()).toBe(true);
  });

  it('when a target begins to fail, once, and when it recovers', async () => {
    await report(fleet, 'dev-eu-1', { failing: 'crash loop' });
    expect(isWoken()).toBe(true);
    expect(await check()).toMatchObject({ verdict: 'waiting' });
    expect(active(fleet, 'dev').failing).toEqual({
      'dev-eu-1 apps/checkout/overlays/dev-eu-1': 'crash loop',
    });
    await report(fleet, 'dev-eu-1', { failing: 'crash loop, again' });
    expect(isWoken()).toBe(false);
    await report(fleet, 'dev-eu-1');
    expect(isWoken()).toBe(true);
    await check();
    expect(active(fleet, 'dev').failing).toEqual({});
  });

  it('when the soak begins, and not for what repeats it', async () => {
    await report(fleet, 'dev-eu-1');
    await report(fleet, 'dev-us-1');
    expect(await check()).toMatchObject({ verdict: 'waiting', timeoutSeconds: 60 });
    await report(fleet, 'dev-us-1');
    expect(isWoken()).toBe(false);
  });

  it('not twice when Flux delivers it twice', async () => {
    const said = await signedReport(fleet, 'dev-eu-1', { failing: 'crash loop' });
    await receiveFluxReport(fleet.ports, said);
    await check();
    await receiveFluxReport(fleet.ports, said);
    expect(isWoken()).toBe(false);
  });

  it('not when it is of content that does not carry the release', async () => {
    const parent = (await fleet.repository.commitInfo(await fleet.repository.tip())).parents[0] ?? '';
    await report(fleet, 'dev-eu-1', { revision: parent });
    await report(fleet, 'dev-us-1', { revision: 'f'.repeat(40) });
    expect(isWoken()).toBe(false);
  });

  it('of another object of the same cluster concerns nobody', async () => {
    await report(fleet, 'dev-eu-1', { name: 'catalog' });
    expect(isWoken()).toBe(false);
  });
});

describe('the overlay at a reported revision', () => {
  it('is read once, however often the revision is reported', async () => {
    fleet.repository.pushByHand({ 'README.md': 'hello' });
    await report(fleet, 'dev-eu-1');
    fleet.interruptions.calls.length = 0;
    await report(fleet, 'dev-eu-1', { failing: 'crash loop' });
    await check();
    expect(fleet.interruptions.calls).not.toContain('repository.readFile');
  });

  it('counts although the commit is a later one than ours', async () => {
    fleet.repository.pushByHand({ 'README.md': 'hello' });
    await report(fleet, 'dev-eu-1');
    await report(fleet, 'dev-us-1');
    expect(isWoken()).toBe(true);
  });
});

it('a watch that nobody needs any more goes with the next report', async () => {
  const watches = fleet.health.watches();
  await report(fleet, 'dev-eu-1');
  await report(fleet, 'dev-us-1');
  await check();
  fleet.clock.advance(60_000);
  const [promotion] = watches.map((watch) => watch.promotion);
  expect(await check()).toMatchObject({ verdict: 'ended' });
  expect(fleet.ledger.state('checkout').stages.dev?.current?.promotion).toBe(promotion);
  expect(fleet.health.watches()).toEqual([]);
  await fleet.health.watch(watches);
  await report(fleet, 'dev-eu-1');
  expect(fleet.health.watches().map(({ agent }) => agent.cluster)).toEqual(['dev-us-1']);
});

describe('two reports of one second, of which nobody knows which came last', () => {
  const twice = async (said: readonly Said[]) => {
    const at = fleet.clock.now() + 1000;
    for (const one of said) await report(fleet, 'dev-eu-1', { ...one, at });
    await report(fleet, 'dev-us-1');
    return checkHealth(fleet.ports, of(fleet, 'dev'));
  };
  const parent = async (): Promise<string> =>
    (await fleet.repository.commitInfo(await tip())).parents[0] ?? '';
  const tip = () => fleet.repository.tip();

  it.each([
    ['success', undefined],
    ['failure', 'Deployment/checkout crash loops'],
  ])('count by what the revisions carry: a %s of the release before hides no health', async (_, failing) => {
    const old: Said = { revision: await parent(), ...(failing !== undefined && { failing }) };
    const said = [old, { revision: await tip() }];
    for (const order of [said, said.toReversed()]) {
      await twice(order);
      expect(active(fleet, 'dev').soakingSince).toBeDefined();
    }
  });

  it('count as a failure when the one that carries the release fails', async () => {
    await twice([{ revision: await parent() }, { revision: await tip(), failing: 'crash loop' }]);
    expect(Object.keys(active(fleet, 'dev').failing)).toEqual(['dev-eu-1 apps/checkout/overlays/dev-eu-1']);
  });
});

describe('whatever a cluster says', () => {
  it('does not make the end of a promotion larger than a store, or an execution, takes', async () => {
    const now = fleet.clock.now();
    const object = { kind: 'Kustomization', namespace: 'flux-system', name: 'checkout' };
    const said = { object, revision: await fleet.repository.tip(), at: now, state: 'failing' } as const;
    const long = { reason: 'R'.repeat(200_000), message: 'm'.repeat(200_000) };
    await takeReports(fleet.ports, 'dev-us-1', [{ ...said, ...long }], now);
    fleet.clock.advance(60 * 60_000);
    const verdict = await check();
    expect(verdict).toMatchObject({ verdict: 'failed' });
    expect(JSON.stringify(verdict).length).toBeLessThan(5_000);
    expect(JSON.stringify(await stored('dev-us-1')).length).toBeLessThan(5_000);
  });
});

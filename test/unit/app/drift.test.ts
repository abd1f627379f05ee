import { beforeEach, describe, expect, it } from 'vitest';
import { checkHealth } from '../../../src/app/check-health.ts';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { reviewDrift } from '../../../src/app/find-drift.ts';
import { holdStage } from '../../../src/app/hold-stage.ts';
import { explainStage } from '../../../src/app/queries/explain.ts';
import { viewPipeline } from '../../../src/app/queries/fleet.ts';
import { refreshConfiguration } from '../../../src/app/refresh-configuration.ts';
import type { OnDrift } from '../../../src/domain/drift/drift.ts';
import { aDigest } from '../../builders/pipeline.ts';
import { active, anOverlay, overlayPath, push, report } from '../../fakes/fleet.ts';
import { createFakes, type Fakes } from '../../fakes/index.ts';
import { NO_TEXT } from '../../fakes/repository.ts';
import { CHECKOUT, checkout, SETTINGS } from './files.ts';
import { commit, passGates, promote } from './steps.ts';

const DEV = overlayPath('dev-eu-1');
let fakes: Fakes;

/** dev has 1.1.0, and 1.0.0 came before it. */
async function fleet(onDrift?: OnDrift): Promise<void> {
  const rule = onDrift === undefined ? '' : `      onDrift: ${onDrift}\n`;
  fakes = createFakes({ files: { ...SETTINGS, ...CHECKOUT, '.towpath/checkout.yaml': checkout() + rule } });
  await look();
  for (const [tag, digit] of [
    ['1.0.0', 'a'],
    ['1.1.0', 'b'],
  ] as const) {
    await push(fakes, tag, digit);
    await promote(fakes, 'dev');
  }
  await look();
}
beforeEach(() => fleet());

const look = (): Promise<void> => refreshConfiguration(fakes.ports);
const stage = () => fakes.ledger.state('checkout').stages.dev;
const drift = () => stage()?.drift ?? [];
const facts = () =>
  fakes.ledger
    .entries('checkout')
    .filter(({ type }) => type.startsWith('drift') || type === 'promotion-requested');
const types = () =>
  facts()
    .slice(2)
    .map(({ type }) => type);
const review = () => reviewDrift(fakes.ports, fakes.ledger.state('checkout'));

async function change(text: string | undefined): Promise<string> {
  const made = fakes.repository.pushByHand({ [DEV]: text });
  await look();
  return made;
}

describe('a promoted value that somebody changes', () => {
  it('is drift, with commit and author, once', async () => {
    const made = await change(anOverlay('1.0.0', aDigest('a')));
    await look();
    await change(`${anOverlay('1.0.0', aDigest('a'))}# a remark\n`);
    expect(types()).toEqual(['drift-found']);
    expect(drift()).toMatchObject([
      {
        file: DEV,
        release: stage()?.current?.release,
        found: 'checkout 1.0.0 (sha256:aaaaaaaaaaaa)',
        promoted: 'checkout 1.1.0 (sha256:bbbbbbbbbbbb)',
        commit: made,
        author: 'alice',
        response: 'report',
      },
    ]);
  });

  it('is shown in status and explanation', async () => {
    await change(anOverlay('1.0.0', aDigest('a')));
    const sentence = expect.stringMatching(
      /^apps.*kustomization.yaml says checkout 1\.0\.0 .*by alice in .*; only reported$/,
    );
    expect((await viewPipeline(fakes.ports, 'checkout')).stages[0]?.drift).toMatchObject([
      { author: 'alice', sentence },
    ]);
    const { because } = await explainStage(fakes.ports, 'checkout', 'dev');
    expect(because).toContainEqual({ what: 'drift', state: 'failing', sentence });
    await push(fakes, '1.2.0', 'c');
    expect((await explainStage(fakes.ports, 'checkout', 'dev')).because).toContainEqual(
      expect.objectContaining({ what: 'drift' }),
    );
  });

  it('is over when it is as promoted again', async () => {
    await change(anOverlay('1.0.0', aDigest('a')));
    await change(anOverlay('1.1.0', aDigest('b')));
    expect(types()).toEqual(['drift-found', 'drift-ended']);
    expect(drift()).toEqual([]);
  });

  it('is over when a promotion writes it anew', async () => {
    await change(anOverlay('1.0.0', aDigest('a')));
    await push(fakes, '1.2.0', 'c');
    await promote(fakes, 'dev');
    await look();
    expect(types()).toEqual(['drift-found', 'promotion-requested', 'drift-ended']);
  });

  it('is over when the stage writes the file no more', async () => {
    await change(anOverlay('1.0.0', aDigest('a')));
    const other = 'apps/checkout/overlays/other';
    fakes.repository.pushByHand({
      '.towpath/checkout.yaml': checkout().replace('overlays/dev-eu-1', 'overlays/other'),
      [`${other}/kustomization.yaml`]: anOverlay(),
    });
    await look();
    await review();
    expect(drift()).toEqual([]);
  });

  it.each([
    ['removed', undefined],
    ['no text', NO_TEXT],
    ['no YAML', 'images: ['],
  ])('is drift when its file is %s', async (_, text) => {
    await change(text);
    expect(types()).toEqual(['drift-found']);
  });

  it('is drift of the last commit that changed it, of several in one push', async () => {
    fakes.repository.pushByHand({ [DEV]: anOverlay('1.0.0', aDigest('a')) });
    const second = fakes.repository.pushByHand({ [DEV]: anOverlay('0.1.0', aDigest('c')) });
    await change(`${anOverlay('0.1.0', aDigest('c'))}# a remark\n`);
    expect(drift()).toMatchObject([{ commit: second, found: 'checkout 0.1.0 (sha256:cccccccccccc)' }]);
  });

  it("is the tip's by nobody in particular when there were too many commits to look through", async () => {
    fakes.repository.pushByHand({ [DEV]: anOverlay('1.0.0', aDigest('a')) });
    for (let count = 0; count < 30; count += 1) fakes.repository.pushByHand({ 'README.md': `${count}` });
    await look();
    expect(drift()).toMatchObject([{ commit: await fakes.repository.tip(), author: '' }]);
  });

  it('is seen when the history was written anew', async () => {
    await fakes.configuration.putReport({ commit: 'gone', at: '', problems: [] });
    await change(anOverlay('1.0.0', aDigest('a')));
    expect(types()).toEqual(['drift-found']);
  });
});

describe('no drift', () => {
  it('is another change of the file, or the promoted release under another tag', async () => {
    await change(`${anOverlay('1.1.0', aDigest('b'))}namespace: shop\n`);
    await change(anOverlay('v1.1', aDigest('b')));
    expect(drift()).toEqual([]);
  });

  it('is what no promotion wrote: an overlay that is new to the stage', async () => {
    const overlay = 'apps/checkout/overlays/dev-us-1';
    const targets = '{ cluster: dev-eu-1, overlay: apps/checkout/overlays/dev-eu-1 }';
    fakes.repository.pushByHand({
      '.towpath/settings.yaml': SETTINGS['.towpath/settings.yaml'].replace(
        '- name: dev-eu-1',
        '- name: dev-eu-1\n    - name: dev-us-1',
      ),
      '.towpath/checkout.yaml': checkout().replace(
        targets,
        `${targets}, { cluster: dev-us-1, overlay: ${overlay} }`,
      ),
      [`${overlay}/kustomization.yaml`]: anOverlay(),
    });
    await look();
    fakes.repository.pushByHand({ [`${overlay}/kustomization.yaml`]: anOverlay('0.9.1', aDigest('1')) });
    await look();
    expect(types()).toEqual([]);
  });

  it('is a merge of two others, whoever made it', async () => {
    const tip = await fakes.repository.tip();
    const remark = fakes.repository.pushByHand({ 'README.md': 'hello' }, [tip]);
    const drifted = fakes.repository.pushByHand({ [DEV]: anOverlay('1.0.0', aDigest('a')) }, [tip]);
    fakes.repository.pushByHand({ 'README.md': 'hello' }, [drifted, remark]);
    await look();
    expect(drift()).toMatchObject([{ commit: drifted }]);
  });
});

describe('a stage that a promotion writes', () => {
  it('is judged when that has failed', async () => {
    await push(fakes, '1.2.0', 'c');
    await commit(fakes, 'dev');
    const { id } = active(fakes, 'dev');
    await look();
    await change(anOverlay('0.1.0', aDigest('d')));
    expect(drift()).toMatchObject([{ during: id, promoted: 'checkout 1.2.0 (sha256:cccccccccccc)' }]);
    await review();
    expect(types()).toEqual(['promotion-requested', 'drift-found']);
    await failPromotion(fakes.ports, { pipeline: 'checkout', promotion: id, error: 'E', cause: 'it broke' });
    await review();
    expect(types()).toEqual(['promotion-requested', 'drift-found', 'drift-found']);
    expect(drift()).toMatchObject([{ author: 'alice', promoted: 'checkout 1.1.0 (sha256:bbbbbbbbbbbb)' }]);
    expect(drift()[0]?.during).toBeUndefined();
  });

  it('has no drift when it ends as it was written', async () => {
    await push(fakes, '1.2.0', 'c');
    await commit(fakes, 'dev');
    await change(anOverlay('0.1.0', aDigest('d')));
    await change(anOverlay('1.2.0', aDigest('c')));
    await passHealth();
    await review();
    expect(drift()).toEqual([]);
    expect(types().at(-1)).toBe('drift-ended');
  });
});

async function passHealth(): Promise<void> {
  const of = { pipeline: 'checkout', promotion: active(fakes, 'dev').id };
  await report(fakes, 'dev-eu-1');
  await checkHealth(fakes.ports, of);
}

describe('onDrift: restore', () => {
  beforeEach(() => fleet('restore'));

  it('puts the value back by a promotion, once per commit', async () => {
    await change(anOverlay('1.0.0', aDigest('a')));
    await look();
    await review();
    expect(types()).toEqual(['drift-found', 'promotion-requested']);
    expect(active(fakes, 'dev')).toMatchObject({ release: stage()?.current?.release, attempt: 2 });
    await promote(fakes, 'dev');
    expect(fakes.repository.files()[DEV]).toBe(anOverlay('1.1.0', aDigest('b')));
    await look();
    expect(types().at(-1)).toBe('drift-ended');
    expect(drift()).toEqual([]);
  });

  it('fights nobody: a second change within an hour is only reported', async () => {
    await change(anOverlay('1.0.0', aDigest('a')));
    await promote(fakes, 'dev');
    await look();
    await change(anOverlay('1.0.0', aDigest('a')));
    expect(drift()).toMatchObject([{ response: 'report', why: 'dev was put back less than an hour ago' }]);
    await change(anOverlay('1.1.0', aDigest('b')));
    fakes.clock.advance(60 * 60_000);
    await change(anOverlay('1.0.0', aDigest('a')));
    expect(drift()).toMatchObject([{ response: 'restore' }]);
    expect(active(fakes, 'dev').attempt).toBe(3);
  });

  it('waits for gates like any promotion', async () => {
    await change(anOverlay('1.0.0', aDigest('a')));
    await holdStage(fakes.ports, { pipeline: 'checkout', stage: 'dev', person: 'alice', reason: 'incident' });
    expect(await passGates(fakes, 'dev')).toMatchObject({ status: 'gated' });
    await commitChanges(fakes.ports);
    expect(fakes.repository.files()[DEV]).toBe(anOverlay('1.0.0', aDigest('a')));
  });

  it('is only reported where the value could not be written', async () => {
    await change(undefined);
    expect(drift()).toMatchObject([{ response: 'report', why: `${DEV} cannot be edited` }]);
  });

  it('is the same wherever it is interrupted', async () => {
    const calls = ['repository.readFile', 'ledger.append', 'workflow.start', 'configuration.putReport'];
    for (const call of calls)
      for (const when of ['before', 'after'] as const) {
        await fleet('restore');
        fakes.interruptions.interrupt(call, when);
        await expect(change(anOverlay('1.0.0', aDigest('a')))).rejects.toThrow('interrupted');
        await look();
        expect(types(), `${when} ${call}`).toEqual(['drift-found', 'promotion-requested']);
        expect(await fakes.workflow.running(), `${when} ${call}`).toContain(active(fakes, 'dev').id);
      }
  });
});

describe('onDrift: adopt', () => {
  beforeEach(() => fleet('adopt'));

  it('promotes what is there when it is a release that may enter', async () => {
    const release = await push(fakes, '1.2.0', 'c');
    const failed = { pipeline: 'checkout', promotion: active(fakes, 'dev').id };
    await failPromotion(fakes.ports, { ...failed, error: 'E', cause: 'it broke' });
    await change(anOverlay('1.2.0', aDigest('c')));
    expect(drift()).toMatchObject([{ response: 'adopt', author: 'alice' }]);
    expect(active(fakes, 'dev')).toMatchObject({ release, attempt: 2 });
  });

  it.each([
    ['1.0.0', 'a', /^1\.0\.0 is older than 1\.1\.0/],
    ['3.0.0', 'f', /^what is there is no known release$/],
  ])('only reports %s', async (tag, digit, why) => {
    await change(anOverlay(tag, aDigest(digit)));
    expect(drift()).toMatchObject([{ response: 'report', why: expect.stringMatching(why) }]);
    expect(types()).toEqual(['drift-found']);
  });
});

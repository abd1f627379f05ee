import { describe, expect, it } from 'vitest';
import { commitChanges } from '../../../src/app/commit-changes.ts';
import { trailers } from '../../../src/app/commit-trailers.ts';
import { failPromotion } from '../../../src/app/fail-promotion.ts';
import { aDigest, aPipeline, aStage, aTarget } from '../../builders/pipeline.ts';
import { active, aFleet, anOverlay, aService, overlayPath, push, report } from '../../fakes/fleet.ts';
import type { Fakes } from '../../fakes/index.ts';
import { NO_TEXT } from '../../fakes/repository.ts';
import { ask, of, passWave, waiting } from './steps.ts';

const path = (service: string, index = 0): string =>
  `apps/${service}/overlays/dev-${index}/kustomization.yaml`;
const released = anOverlay('1.0.0', aDigest('a'));

const commitOf = (fleet: Fakes, service: string) => active(fleet, 'dev', service).commits.at(-1);
const ours = ({ repository }: Fakes) => repository.log().filter(({ author }) => author === 'Towpath');

describe('the committer', () => {
  it('makes one commit of every waiting change, with a trailer for each', async () => {
    const fleet = await waiting(aService('cart'), aService('search'), aService('shop'));
    await commitChanges(fleet.ports);
    const [commit] = ours(fleet);
    expect(ours(fleet)).toHaveLength(1);
    expect(commit?.message.split('\n')).toEqual([
      'Promote 3 releases',
      '',
      '- checkout 1.0.0 to apps/cart/overlays/dev-0',
      '- checkout 1.0.0 to apps/search/overlays/dev-0',
      '- checkout 1.0.0 to apps/shop/overlays/dev-0',
      '',
      ...['cart', 'search', 'shop'].map((name) => `Towpath-Promotion: ${active(fleet, 'dev', name).id}`),
      '',
    ]);
    for (const name of ['cart', 'search', 'shop']) {
      expect(fleet.repository.files()[path(name)]).toBe(released);
      expect(commitOf(fleet, name)).toMatchObject({ commit: commit?.id, changed: true, files: [path(name)] });
    }
    expect(fleet.workflow.answered).toEqual(['cart/dev', 'search/dev', 'shop/dev']);
    expect(fleet.log.counts).toMatchObject({ ChangesPerCommit: 3 });
  });

  it('makes a second commit of what is too large for one', async () => {
    const long = `# ${'x'.repeat(3_500_000)}\n${anOverlay()}`;
    const fleet = await waiting(aService('cart'), aService('search'));
    fleet.repository.pushByHand({ [path('cart')]: long, [path('search')]: long });
    await commitChanges(fleet.ports);
    expect(ours(fleet)).toHaveLength(2);
  });

  it('makes no commit when the overlays carry the release already', async () => {
    const fleet = await waiting(aService('cart'));
    const byHand = fleet.repository.pushByHand({ [path('cart')]: released });
    await commitChanges(fleet.ports);
    expect(ours(fleet)).toEqual([]);
    expect(commitOf(fleet, 'cart')).toMatchObject({ commit: byHand, changed: false, files: [] });
    expect(fleet.workflow.answered).toEqual(['cart/dev']);
  });

  it('drops the change of a promotion that has ended, and lets its execution see for itself', async () => {
    const fleet = await waiting(aService('cart'));
    const stored = await fleet.changes.waiting('fleet#main');
    await failPromotion(fleet.ports, { ...of(fleet, 'dev', 'cart'), error: 'States.Timeout', cause: '' });
    expect(await fleet.changes.waiting('fleet#main')).toEqual([]);
    await fleet.changes.request(stored[0]!);
    await commitChanges(fleet.ports);
    expect(ours(fleet)).toEqual([]);
    expect(await fleet.changes.waiting('fleet#main')).toEqual([]);
    expect(fleet.workflow.answered).toEqual(['cart/dev']);
  });

  it('writes an overlay once that two targets of a wave share', async () => {
    const shared = { ...aTarget('dev-us-1'), overlay: aTarget('dev-eu-1').overlay };
    const fleet = await waiting(
      aPipeline({ stages: [aStage('dev', { waves: [[aTarget('dev-eu-1'), shared]] })] }),
    );
    await commitChanges(fleet.ports);
    expect(commitOf(fleet, 'checkout')?.files).toEqual([overlayPath('dev-eu-1')]);
  });

  it('gathers for a moment while the branch is busy, so that a burst becomes few commits', async () => {
    const fleet = await aFleet(aService('cart'), aService('search'), aService('shop'));
    await push(fleet, '1.0.0', 'a');
    await ask(fleet, 'dev', 'cart');
    await commitChanges(fleet.ports);
    await ask(fleet, 'dev', 'search');
    fleet.interruptions.before('changes.waiting', () => ask(fleet, 'dev', 'shop'));
    await commitChanges(fleet.ports);
    expect(ours(fleet).map(({ message }) => trailers(message).length)).toEqual([2, 1]);
  });
});

describe('a change that cannot be applied', () => {
  const bad: [string, string | undefined, string][] = [
    ['there is no kustomization', undefined, 'There is no kustomization file in apps/search/overlays/dev-0.'],
    ['the file is no text', NO_TEXT, `${path('search')} at`],
    ['the file is no YAML', 'images: [', `${path('search')}:1:`],
    ['the edit would not be safe', `${anOverlay()}  - name: checkout\n`, 'is another entry for checkout'],
  ];

  it.each(bad)('fails alone when %s', async (_, text, reason) => {
    const fleet = await waiting(aService('cart'), aService('search'));
    fleet.repository.pushByHand({ [path('search')]: text });
    await commitChanges(fleet.ports);
    expect(fleet.workflow.failed).toEqual([
      { token: 'search/dev', error: 'ChangeRefusedError', cause: expect.stringContaining(reason) },
    ]);
    expect(fleet.workflow.answered).toEqual(['cart/dev']);
    expect(fleet.repository.files()[path('cart')]).toBe(released);
    expect(await fleet.changes.waiting('fleet#main')).toEqual([]);
  });
});

describe('a person who pushes between read and write', () => {
  const meanwhile = (fleet: Fakes, act: () => unknown) =>
    fleet.interruptions.before('repository.commit', act);

  it('loses nothing, and only what was touched is read again', async () => {
    const fleet = await waiting(aService('cart'), aService('search'));
    const edited = anOverlay().replace('# ours', '# edited by hand');
    meanwhile(fleet, () => {
      fleet.repository.pushByHand({ 'README.md': 'hello', [path('search')]: edited });
      fleet.interruptions.calls.length = 0;
    });
    await commitChanges(fleet.ports);
    expect(fleet.repository.files()).toMatchObject({
      'README.md': 'hello',
      [path('cart')]: released,
      [path('search')]: released.replace('# ours', '# edited by hand'),
    });
    expect(ours(fleet)).toHaveLength(1);
    expect(fleet.interruptions.calls.filter((call) => call === 'repository.readFile')).toHaveLength(1);
    expect(fleet.log.counts).toMatchObject({ CommitConflict: 1 });
  });

  it('can make the change, or take its file away, first', async () => {
    const fleet = await waiting(aService('cart'), aService('search'));
    meanwhile(fleet, () =>
      fleet.repository.pushByHand({ [path('cart')]: released, [path('search')]: undefined }),
    );
    await commitChanges(fleet.ports);
    expect(ours(fleet)).toEqual([]);
    expect(commitOf(fleet, 'cart')).toMatchObject({ changed: false });
    expect(fleet.workflow.failed).toMatchObject([{ token: 'search/dev' }]);
  });

  it('and pushes again and again, wins; a fresh message goes on with the changes', async () => {
    const fleet = await waiting(aService('cart'));
    let pushes = 0;
    const pushAgain = (): void => {
      fleet.repository.pushByHand({ 'README.md': `${++pushes}` });
      meanwhile(fleet, pushAgain);
    };
    meanwhile(fleet, pushAgain);
    const wakes = fleet.changes.wakes.length;
    await commitChanges(fleet.ports);
    expect(fleet.changes.wakes).toHaveLength(wakes + 1);
    expect(await fleet.changes.waiting('fleet#main')).toHaveLength(1);
    meanwhile(fleet, () => {});
    await commitChanges(fleet.ports);
    expect(fleet.workflow.answered).toEqual(['cart/dev']);
  });
});

describe('a commit that landed although the call failed', () => {
  it('is found, and not made again', async () => {
    const fleet = await waiting(aService('cart'), aService('search'));
    fleet.interruptions.interrupt('repository.commit', 'after');
    await expect(commitChanges(fleet.ports)).rejects.toThrow('interrupted');
    const [landed] = ours(fleet);
    await commitChanges(fleet.ports);
    expect(ours(fleet)).toEqual([landed]);
    expect(commitOf(fleet, 'cart')).toMatchObject({
      commit: landed?.id,
      changed: true,
      files: [path('cart')],
    });
    expect(fleet.workflow.answered).toEqual(['cart/dev', 'search/dev']);
  });

  it('is found within the same run when the client tried again by itself', async () => {
    const fleet = await waiting(aService('cart'));
    fleet.interruptions.before('repository.commit', async () => {
      const text = released;
      await fleet.repository.commit({
        parent: await fleet.repository.tip(),
        files: [{ path: path('cart'), text }],
        message: `Promote\n\nTowpath-Promotion: ${active(fleet, 'dev', 'cart').id}\n`,
      });
    });
    await commitChanges(fleet.ports);
    expect(ours(fleet)).toHaveLength(1);
    expect(commitOf(fleet, 'cart')).toMatchObject({ commit: ours(fleet)[0]?.id, changed: true });
  });

  it('is found although it was a second try, on another commit than the first', async () => {
    const fleet = await waiting(aService('cart'));
    fleet.interruptions.before('repository.commit', () => {
      fleet.repository.pushByHand({ 'README.md': 'hello' });
      const next = (): void => fleet.interruptions.interrupt('repository.commit', 'after');
      fleet.interruptions.before('repository.tip', next);
    });
    await expect(commitChanges(fleet.ports)).rejects.toThrow('interrupted');
    const [landed] = ours(fleet);
    await commitChanges(fleet.ports);
    expect(ours(fleet)).toEqual([landed]);
    expect(commitOf(fleet, 'cart')).toMatchObject({ commit: landed?.id, changed: true });
  });

  it('is found behind a merge that made it the second parent', async () => {
    const fleet = await waiting(aService('cart'));
    const root = await fleet.repository.tip();
    fleet.interruptions.interrupt('repository.commit', 'after');
    await expect(commitChanges(fleet.ports)).rejects.toThrow('interrupted');
    const landed = await fleet.repository.tip();
    const theirs = fleet.repository.pushByHand({ 'README.md': 'hello' }, [root]);
    fleet.repository.pushByHand({ [path('cart')]: released }, [theirs, landed]);
    await commitChanges(fleet.ports);
    expect(commitOf(fleet, 'cart')).toMatchObject({ commit: landed, changed: true });
  });

  it('is not an earlier wave of the same promotion, wherever a merge puts that', async () => {
    const waves = [[aTarget('prod-eu-1')], [aTarget('prod-us-1')]];
    const fleet = await aFleet(aPipeline({ stages: [aStage('prod', { waves })] }));
    await push(fleet, '1.0.0', 'a');
    await passWave(fleet, 'prod', ['prod-eu-1']);
    const [firstWave = ''] = active(fleet, 'prod').commits.map(({ commit }) => commit);
    const tip = fleet.repository.pushByHand({ 'README.md': 'hello' });
    await ask(fleet, 'prod');
    fleet.interruptions.before('repository.commit', () => {
      const theirs = fleet.repository.pushByHand({ LICENSE: 'free' }, [firstWave]);
      fleet.repository.pushByHand({ 'README.md': 'hello' }, [theirs, tip]);
    });
    await commitChanges(fleet.ports);
    expect(active(fleet, 'prod').commits.at(-1)).toMatchObject({
      wave: 1,
      commit: await fleet.repository.tip(),
    });
    expect(fleet.repository.files()[overlayPath('prod-us-1')]).toBe(released);
    await report(fleet, 'prod-us-1');
  });
});

import { describe, expect, it } from 'vitest';
import { decide } from '../../../../src/app/decide.ts';
import { sweep } from '../../../../src/app/sweep/sweep.ts';
import { releaseId } from '../../../../src/domain/release.ts';
import { aDigest, aPipeline, IMAGE } from '../../../builders/pipeline.ts';
import { active, define } from '../../../fakes/fleet.ts';
import { aWorld, fileOf, kinds, MINUTE, pipelineFile, pushed, sweepLater, tagsOf, typesOf } from './world.ts';

const GIT = 'arn:aws:codecommit:eu-west-1:111122223333:config';
const OTHER = IMAGE.replace('checkout', 'catalog');

describe('a push that no event told of', () => {
  it('becomes a release that is promoted, and the ledger says how it was found', async () => {
    const world = await aWorld();
    await pushed(world, '1.0.0', 'a', { lost: true });
    const { repaired, failed, left } = await sweepLater(world);
    expect(repaired).toEqual([
      {
        kind: 'image',
        what: `${IMAGE}:1.0.0`,
        sentence: 'checkout had not heard of it; pushed at 2026-11-20T12:00:00.000Z',
      },
    ]);
    expect([failed, left]).toEqual([[], []]);
    expect(world.workflow.started).toHaveLength(1);
    expect(active(world, 'dev')).toMatchObject({ tag: '1.0.0', status: 'gated' });
    expect(typesOf(world).slice(1)).toEqual([
      'release-created',
      'promotion-requested',
      'stage-acquired',
      'push-found',
    ]);
    expect(world.log.counts.RepairedImage).toBe(1);
  });

  it('is found once', async () => {
    const world = await aWorld();
    await pushed(world, '1.0.0', 'a', { lost: true });
    await sweepLater(world);
    await world.executions.settle();
    const writes = [world.memory.writes, world.ledger.entries('checkout').length];
    expect((await sweepLater(world)).repaired.filter(({ kind }) => kind === 'image')).toEqual([]);
    expect([world.memory.writes, world.ledger.entries('checkout').length]).toEqual(writes);
  });

  it('and whose release was recorded by one who died before every first stage was asked, is asked on', async () => {
    const world = await aWorld();
    await pushed(world, '1.0.0', 'a', { lost: true });
    const artifacts = [{ name: 'checkout', image: IMAGE, tag: '1.0.0', digest: aDigest('a') }];
    const release = releaseId('checkout', artifacts);
    await decide(world.ports, 'checkout', {}, (draft) =>
      draft.record({ type: 'release-created', release, artifacts }),
    );
    expect((await sweepLater(world)).repaired).toMatchObject([
      { kind: 'image', sentence: 'checkout had not asked every first stage' },
    ]);
    expect(active(world, 'dev')).toMatchObject({ release, status: 'gated' });
    expect(world.workflow.started).toHaveLength(1);
    await world.executions.settle();
    expect(kinds(await sweepLater(world))).not.toContain('image');
  });

  it('is found on any page of the listing, and in the order of the pushes', async () => {
    const world = await aWorld({ dev: 'whenSuperseded: queue' });
    for (const [index, digit] of ['a', 'b', 'c', 'd', 'e'].entries()) {
      world.clock.advance(1000);
      await pushed(world, `1.0.${index}`, digit, { lost: true });
    }
    await sweepLater(world);
    expect(tagsOf(world)).toEqual(['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4']);
  });

  it('is left alone while its event may still be on its way', async () => {
    const world = await aWorld();
    await pushed(world, '1.0.0', 'a', { lost: true });
    expect((await sweepLater(world, 0.5)).repaired).toEqual([]);
    expect(kinds(await sweepLater(world, 1))).toEqual(['image']);
  });

  it('is of no interest when the tag rule does not accept it', async () => {
    const world = await aWorld();
    await pushed(world, 'latest', 'a', { lost: true });
    expect((await sweepLater(world)).repaired).toEqual([]);
    expect(tagsOf(world)).toEqual([]);
  });

  it('is found although a later one was told of and accounted for', async () => {
    const world = await aWorld({ dev: 'whenSuperseded: queue' });
    await pushed(world, '1.0.0', 'a');
    await sweepLater(world);
    world.registry.push(IMAGE, {
      tag: '1.1.0',
      digest: aDigest('b'),
      pushedAt: world.clock.now() - 6 * MINUTE,
    });
    await sweepLater(world);
    expect(tagsOf(world)).toEqual(['1.0.0', '1.1.0']);
  });

  it('adds its tag to a release that is known by another', async () => {
    const world = await aWorld();
    await pushed(world, '1.0.0', 'a');
    await pushed(world, '1.0.1', 'a', { lost: true });
    await sweepLater(world);
    expect(tagsOf(world)).toEqual(['1.0.0', '1.0.1']);
  });
});

describe('images from before a pipeline', () => {
  it('are not replayed: only the newest by the tag rule is released', async () => {
    const world = await aWorld();
    for (const [index, digit] of ['a', 'b', 'c'].entries())
      world.registry.push(IMAGE, {
        tag: `1.${2 - index}.0`,
        digest: aDigest(digit),
        pushedAt: world.clock.now() - 60 * MINUTE + index,
      });
    await sweepLater(world);
    expect(tagsOf(world)).toEqual(['1.2.0']);
  });

  it('are the newest of a wider rule, too', async () => {
    const world = await aWorld({ tags: '<2.0.0' });
    await pushed(world, '2.0.0', 'b', { lost: true });
    await sweepLater(world);
    expect(tagsOf(world)).toEqual([]);
    world.repository.pushByHand({ [fileOf('checkout')]: pipelineFile({ tags: '>=1.0.0' }) });
    expect(kinds(await sweepLater(world))).toEqual(['configuration', 'image']);
    expect(tagsOf(world)).toEqual(['2.0.0']);
  });
});

describe('repositories', () => {
  it('do not hinder each other when one is missing', async () => {
    const world = await aWorld({ name: 'aardvark', image: OTHER }, {});
    await pushed(world, '1.0.0', 'a', { lost: true });
    const { failed, repaired } = await sweepLater(world);
    expect(failed).toEqual([{ what: OTHER, why: `Error: There is no repository ${OTHER}.` }]);
    expect(repaired).toHaveLength(1);
    expect(world.log.counts.SweepFailed).toBe(1);
  });

  it('do not hinder each other when one throws', async () => {
    const world = await aWorld({ name: 'aardvark', image: OTHER }, {});
    world.registry.trouble(OTHER, () => {
      throw new Error('throttled');
    });
    await pushed(world, '1.0.0', 'a', { lost: true });
    expect(kinds(await sweepLater(world))).toEqual(['image']);
  });

  it('get their share of time, and no more', async () => {
    const world = await aWorld({ name: 'aardvark', image: OTHER }, {});
    for (const tag of ['1.0.0', '1.0.1', '1.0.2', '1.0.3', '1.0.4'])
      await pushed(world, tag, 'a', { image: OTHER, lost: true });
    world.registry.trouble(OTHER, () => world.clock.advance(16_000));
    await pushed(world, '1.0.0', 'a', { lost: true });
    const { failed, repaired } = await sweepLater(world);
    expect(failed).toEqual([
      { what: OTHER, why: expect.stringContaining('was not listed within 30 s; 4 tags were') },
    ]);
    expect(repaired).toHaveLength(1);
  });

  it('that time did not suffice for come first in the next sweep', async () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const images = names.map((name) => IMAGE.replace('checkout', name));
    const world = await aWorld(...names.map((name, index) => ({ name, image: images[index] ?? '' })));
    for (const image of images) await pushed(world, '1.0.0', 'a', { image, lost: true });
    for (const image of images.slice(0, 4)) world.registry.trouble(image, () => world.clock.advance(25_000));
    const first = await sweepLater(world);
    expect(first.left).toEqual([images[4], images[5]]);
    expect(first.repaired).toHaveLength(4);
    const second = await sweepLater(world);
    expect(second.left).not.toContain(images[4]);
    expect(second.repaired.filter(({ kind }) => kind === 'image').map(({ what }) => what)).toEqual([
      `${images[4]}:1.0.0`,
      `${images[5]}:1.0.0`,
    ]);
  });

  it('are fed to the pipelines that can be read; the others come with the next sweep', async () => {
    const world = await aWorld({ name: 'aardvark' }, {});
    await pushed(world, '1.0.0', 'a', { lost: true });
    world.interruptions.before('registry.page', () => world.interruptions.interrupt('ledger.read', 'before'));
    const first = await sweepLater(world);
    expect(first.failed.map(({ what }) => what)).toEqual([`aardvark ${IMAGE}`]);
    expect(tagsOf(world, 'checkout')).toEqual(['1.0.0']);
    expect(world.memory.writes).toBe(0);
    await sweepLater(world);
    expect(tagsOf(world, 'aardvark')).toEqual(['1.0.0']);
    expect(world.memory.writes).toBe(1);
  });
});

it('a sweep that could look at everything says so: silence is an alarm', async () => {
  const world = await aWorld();
  await pushed(world, '1.0.0', 'a');
  await sweepLater(world);
  expect(world.log.counts).toMatchObject({ SweepFailed: 0 });
});

it('asks no registry when no pipeline subscribes to an image', async () => {
  const world = await aWorld();
  world.repository.pushByHand({ [fileOf('checkout')]: undefined });
  await sweepLater(world);
  const calls = world.interruptions.calls.length;
  await sweep(world.ports);
  expect(world.interruptions.calls.slice(calls)).not.toContain('registry.page');
});

it('git tags are listed nowhere, and so are not looked for', async () => {
  const world = await aWorld();
  const tags = { kind: 'semver', range: '*' } as const;
  await define(
    world,
    aPipeline({ name: 'config', artifacts: [{ name: 'config', image: GIT, kind: 'git', tags }] }),
  );
  const { configuration, repository } = world;
  await configuration.putReport({ commit: await repository.tip(), at: '', problems: [] });
  const { failed } = await sweepLater(world);
  expect(failed.map(({ what }) => what)).toEqual([IMAGE]);
  expect(await world.ledger.subscribers(GIT)).toEqual(['config']);
});

it('what is in the repository of a chart and no chart is not looked at', async () => {
  const world = await aWorld();
  const chart = {
    name: 'shop',
    image: OTHER,
    kind: 'chart' as const,
    tags: { kind: 'semver', range: '*' } as const,
  };
  await define(world, aPipeline({ name: 'shop', artifacts: [chart] }));
  const { configuration, repository, registry, clock } = world;
  await configuration.putReport({ commit: await repository.tip(), at: '', problems: [] });
  registry.push(IMAGE, { tag: 'other', digest: '', pushedAt: 0 });
  for (const [tag, mediaType] of [
    ['1.0.0', 'application/vnd.cncf.helm.config.v1+json'],
    ['2.0.0', 'application/vnd.oci.image.config.v1+json'],
  ] as const)
    registry.push(OTHER, { tag, mediaType, digest: aDigest(tag[0] ?? ''), pushedAt: clock.now() });
  expect(kinds(await sweepLater(world)).filter((kind) => kind === 'image')).toHaveLength(1);
  expect(tagsOf(world, 'shop')).toEqual(['1.0.0']);
});

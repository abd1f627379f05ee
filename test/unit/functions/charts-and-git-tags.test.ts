import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { handler as imagePushed } from '../../../functions/image-pushed/handler.ts';
import { aPipeline, aStage } from '../../builders/pipeline.ts';
import { aFleet } from '../../fakes/fleet.ts';
import { world } from './world.ts';

vi.mock('../../../functions/runtime.ts', () => import('./world.ts'));

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'));
const push = fixture('ecr/push-single-tag');
const image = `${push.account}.dkr.ecr.${push.region}.amazonaws.com/${push.detail['repository-name']}`;

beforeEach(async () => {
  world.fakes = await aFleet();
});

describe('image-pushed', () => {
  const tagged = fixture('codecommit/tag-created');
  const [repository = ''] = tagged.resources;
  const release = (kind: 'git' | 'chart', from: string) =>
    aPipeline({
      artifacts: [{ name: 'shop', image: from, kind, tags: { kind: 'semver', range: '*' } }],
      stages: [aStage('dev')],
    });

  it('makes a tag of a git repository a release, known by its commit', async () => {
    world.fakes = await aFleet(release('git', repository));
    await imagePushed(tagged);
    expect(Object.values(world.fakes.ledger.state('checkout').releases)).toMatchObject([
      { artifacts: [{ image: repository, tag: 'v1.4.2', digest: tagged.detail.commitId }] },
    ]);
  });

  it('leaves a git tag alone that is gone, and one of a repository that nobody asked for', async () => {
    const { commitId: _, ...gone } = tagged.detail;
    await imagePushed({ ...tagged, detail: { ...gone, event: 'referenceDeleted' } });
    expect(world.fakes.interruptions.calls).toEqual([]);
    const elsewhere = { ...tagged, resources: ['arn:aws-cn:codecommit:eu-west-1:111122223333:fleet'] };
    await imagePushed(elsewhere);
    expect(world.fakes.log.counts).toEqual({ PushUnwanted: 1 });
  });

  it('takes for a chart what is one, or may be', async () => {
    const chart = 'application/vnd.cncf.helm.config.v1+json';
    const pushed = (tag: string, type?: string) =>
      imagePushed({
        ...push,
        detail: { ...push.detail, 'image-tag': tag, 'artifact-media-type': type },
      });
    world.fakes = await aFleet(release('chart', image));
    await pushed('1.0.0', 'application/vnd.oci.image.config.v1+json');
    await pushed('1.0.1', chart);
    await pushed('1.0.2+not.a.tag');
    await pushed('1.0.2_7');
    const { releases } = world.fakes.ledger.state('checkout');
    expect(Object.values(releases).flatMap(({ tags }) => tags)).toEqual([
      '1.0.1',
      '1.0.2+not.a.tag',
      '1.0.2_7',
    ]);
  });
});

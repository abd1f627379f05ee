import { beforeEach, describe, expect, it } from 'vitest';
import { viewDiff } from '../../../../src/app/queries/diff.ts';
import { viewRendered } from '../../../../src/app/queries/rendered.ts';
import type { Update } from '../../../../src/domain/updaters/address.ts';
import { UnreadableFileError } from '../../../../src/ports/repository.ts';
import { aDigest, anApproval, aPipeline, aStage, aTarget } from '../../../builders/pipeline.ts';
import { active, aFleet, anOverlay, overlayPath, push } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { NO_TEXT } from '../../../fakes/repository.ts';

const EU = 'apps/checkout/overlays/prod-eu-1';
const US = 'apps/checkout/overlays/prod-us-1';
const BASE = {
  'apps/checkout/base/kustomization.yaml': 'resources: [deployment.yaml]',
  'apps/checkout/base/deployment.yaml':
    'kind: Deployment\nmetadata:\n  name: checkout\nimage: checkout:$TAG\n',
};
const CHANGED = [
  '@@ -1,4 +1,4 @@',
  ' kind: Deployment',
  ' metadata:',
  '   name: checkout',
  '-image: checkout:0.9.0',
  '+image: checkout:1.0.0',
];

let fleet: Fakes;
beforeEach(async () => {
  await begin([[aTarget('prod-eu-1')], [aTarget('prod-us-1')]]);
});

async function begin(waves: ReturnType<typeof aTarget>[][]): Promise<void> {
  fleet = await aFleet(aPipeline({ stages: [aStage('prod', { waves, gates: [anApproval()] })] }));
  fleet.repository.pushByHand(BASE);
  await push(fleet, '1.0.0', 'a');
}

const rendered = () => viewRendered(fleet.ports, active(fleet, 'prod').id);
const problems = async () =>
  (await rendered()).overlays.map((view) => ('problem' in view ? view.problem : view.objects.length));

describe('a promotion, rendered', () => {
  it('is what kustomize makes of each overlay before and after, with what rendered it and of what', async () => {
    const { id } = active(fleet, 'prod');
    const { commit, digest } = await viewDiff(fleet.ports, id);
    const objects = [{ object: 'Deployment checkout', added: 1, removed: 1, lines: CHANGED }];
    expect(await rendered()).toEqual({
      promotion: id,
      ...{ commit, digest },
      renderer: 'kustomize v5.5.0',
      overlays: [
        { wave: 1, overlay: EU, objects },
        { wave: 2, overlay: US, objects },
      ],
    });
    const files = [...Object.keys(BASE).reverse().sort(), overlayPath('prod-eu-1')].sort();
    expect(fleet.renderer.rendered.slice(0, 2)).toEqual([
      { folder: EU, files },
      { folder: EU, files },
    ]);
  });

  it('is nothing where nothing that renders is at hand, and says what would help', async () => {
    fleet.renderer.installed = undefined;
    const view = await rendered();
    expect(view).toMatchObject({
      overlays: [],
      problem: expect.stringMatching(/^not rendered: .*kustomizeLayer/),
    });
    expect(view.renderer).toBeUndefined();
    expect(fleet.renderer.rendered).toEqual([]);
  });

  it.each<[string, Record<string, string | undefined>, string]>([
    [
      'needs what is elsewhere',
      { 'apps/checkout/base/kustomization.yaml': 'resources: [https://example.com/base?ref=v1]' },
      `not rendered: ${EU} needs https://example.com/base?ref=v1`,
    ],
    [
      'is made of a file that is no text',
      { 'apps/checkout/base/deployment.yaml': NO_TEXT },
      `not rendered: ${EU} cannot be read: apps/checkout/base/deployment.yaml at`,
    ],
    [
      'cannot be edited',
      { [overlayPath('prod-eu-1')]: 'resources: [' },
      `not rendered: ${EU} cannot be edited`,
    ],
  ])('is not there for an overlay that %s', async (_, files, problem) => {
    fleet.repository.pushByHand(files);
    expect((await problems())[0]).toContain(problem);
  });

  it('is not there for an overlay with a folder that holds more than can be listed', async () => {
    const list = fleet.repository.listFiles.bind(fleet.repository);
    fleet.repository.listFiles = async (commit, folder) => {
      if (!folder.endsWith('/base')) return list(commit, folder);
      throw new UnreadableFileError(commit, folder, 'holds more than CodeCommit lists');
    };
    expect((await problems())[0]).toContain(`not rendered: ${EU} cannot be read: apps/checkout/base at`);
  });

  it('is not there for an overlay that kustomize refuses', async () => {
    fleet.renderer.refused.set(EU, 'is refused by kustomize: no matches');
    expect(await problems()).toEqual([`not rendered: ${EU} is refused by kustomize: no matches`, 1]);
  });

  it('passes on what is no answer', async () => {
    fleet.renderer.render = () => Promise.reject(new Error('no space left on device'));
    await expect(rendered()).rejects.toThrow('no space left');
  });

  it('leaves out what carries the release already, and what has ended', async () => {
    fleet.repository.pushByHand({ [overlayPath('prod-eu-1')]: anOverlay('1.0.0', aDigest('a')) });
    expect((await rendered()).overlays.map(({ overlay }) => overlay)).toEqual([US]);
    fleet.repository.pushByHand({ [overlayPath('prod-us-1')]: anOverlay('1.0.0', aDigest('a')) });
    expect((await rendered()).overlays).toEqual([]);
  });

  it('says so when objects are the same for all that was changed', async () => {
    fleet.repository.pushByHand({ 'apps/checkout/base/deployment.yaml': 'kind: Deployment\n' });
    expect(await problems()).toEqual([0, 0]);
  });

  it('is not shown when more differs than anybody reads', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line${index}: $TAG\n`).join('');
    const objects = Array.from(
      { length: 10 },
      (_, index) => `kind: Deployment\nmetadata: { name: d${index} }\n${lines}`,
    );
    fleet.repository.pushByHand({ 'apps/checkout/base/deployment.yaml': objects.join('---\n') });
    expect((await problems())[0]).toBe(`not rendered: ${EU} differs in 2030 lines, more than are shown here`);
  });

  it('is made of twenty overlays at most, and for fifteen seconds', async () => {
    const clusters = Array.from({ length: 22 }, (_, index) => `prod-${index}`);
    await begin([clusters.map((cluster) => aTarget(cluster))]);
    expect((await problems()).slice(19)).toEqual([
      1,
      'not rendered: apps/checkout/overlays/prod-20 comes after 20 others, and more are not rendered at once',
      'not rendered: apps/checkout/overlays/prod-21 comes after 20 others, and more are not rendered at once',
    ]);
    const render = fleet.renderer.render.bind(fleet.renderer);
    fleet.renderer.render = async (...input) => {
      fleet.clock.advance(4_000);
      return render(...input);
    };
    expect((await problems()).slice(0, 3)).toEqual([
      1,
      1,
      'not rendered: apps/checkout/overlays/prod-2 comes after others that took 15 s',
    ]);
  });
});

describe('a target that is written elsewhere than in a kustomization', () => {
  const DEPLOYMENT = 'apps/checkout/base/deployment.yaml';
  const VALUES = 'apps/checkout/values.yaml';
  const inBase: Update = {
    artifact: 'checkout',
    file: DEPLOYMENT,
    address: { kind: 'container', container: 'main' },
  };
  const inValues: Update = {
    artifact: 'checkout',
    file: VALUES,
    address: { kind: 'values', at: { tag: 'image.tag' } },
  };

  async function beginWith(...updates: Update[]): Promise<void> {
    await begin([[{ ...aTarget('prod-eu-1'), updates }, aTarget('prod-us-1')]]);
    const deployment = `kind: Deployment\nmetadata: { name: checkout }\nspec: { containers: [{ name: main, image: "checkout:1" }] }\n`;
    fleet.repository.pushByHand({ [DEPLOYMENT]: deployment, [VALUES]: 'image:\n  tag: 0.9.0\n' });
  }

  it('is rendered where that is part of one, and so is every overlay that shares it', async () => {
    await beginWith(inBase);
    fleet.repository.pushByHand({ [overlayPath('prod-us-1')]: anOverlay('1.0.0', aDigest('a')) });
    const { overlays } = await rendered();
    expect(overlays.map((view) => [view.overlay, 'objects' in view && view.objects[0]?.object])).toEqual([
      [EU, 'Deployment checkout'],
      [US, 'Deployment checkout'],
    ]);
  });

  it('is not rendered where it is not, with what is rendered beside it', async () => {
    const apart = `not rendered: ${EU} is not made of ${VALUES}`;
    await beginWith(inValues);
    expect(await problems()).toEqual([apart, 0]);
    await beginWith(inBase, inValues);
    expect(await problems()).toEqual([1, apart, 1]);
  });

  it('is not rendered where there is no kustomization at all', async () => {
    await beginWith(inValues);
    fleet.repository.pushByHand({ [overlayPath('prod-eu-1')]: undefined });
    expect((await problems())[0]).toBe(`not rendered: ${EU} has no kustomization`);
  });
});

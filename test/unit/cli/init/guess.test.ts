import { describe, expect, it } from 'vitest';
import { scaffold } from '../../../../cli/init/files.ts';
import { guess } from '../../../../cli/init/guess.ts';
import type { FoundAgent, FoundOverlay } from '../../../../cli/init/scan.ts';
import { validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';

const ECR = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const overlay = (path: string, tag = '1.0.0', name = 'shop'): FoundOverlay => ({
  path,
  images: [{ image: `${ECR}/team/${name}`, name, tag }],
});
const flux = (path: string, file: string, name = 'team-shop'): FoundAgent => ({
  kind: 'flux',
  name,
  namespace: 'flux-system',
  path,
  file,
});

const HELM_RELEASE = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop }
spec: { values: { image: { tag: 1.0.0 } } }
`;

describe('what init guesses', () => {
  it('is an order of stages by their names, with the clusters of the agents', () => {
    const { pipelines, clusters, doubts } = guess({
      overlays: [overlay('apps/shop/production'), overlay('apps/shop/qa'), overlay('apps/shop/development')],
      agents: [
        flux('apps/shop/production', 'clusters/live-1/shop.yaml'),
        flux('apps/shop/qa', 'clusters/qa-1/shop.yaml', 'shop'),
        { ...flux('apps/shop/development', 'argo/dev.yaml'), kind: 'argocd', namespace: 'argocd' },
      ],
      charts: [],
    });
    expect(pipelines).toMatchObject([
      {
        name: 'team-shop',
        stages: [
          { name: 'dev', targets: [{ cluster: 'development' }] },
          { name: 'test', targets: [{ cluster: 'qa-1', agent: { name: 'shop', namespace: 'flux-system' } }] },
          { name: 'prod', targets: [{ cluster: 'live-1', overlay: 'apps/shop/production' }] },
        ],
      },
    ]);
    expect(clusters).toContainEqual({ name: 'development', agent: 'argocd' });
    expect(doubts).toEqual([]);
  });

  it('says what it left out, and which clusters it cannot know', () => {
    const { pipelines, doubts } = guess({
      overlays: [overlay('shop/blue'), overlay('shop/dev')],
      agents: [],
      charts: ['argo/search.yaml'],
    });
    expect(pipelines).toHaveLength(1);
    expect(doubts).toEqual([
      'argo/search.yaml was left out: its chart is rendered by Argo CD; docs/updaters.md says what to write.',
      'shop/blue was left out: its name says no stage (dev, test, staging, prod).',
      'shop/dev: no Flux Kustomization or Argo CD Application names it; its cluster is guessed to be dev.',
    ]);
  });

  it.each([
    ['1.4.2', { semver: '>=0.0.0' }],
    ['main-0123', { pattern: '^main-[0-9]+$' }],
    ['', { semver: '>=0.0.0' }],
  ])('for tags like "%s" takes %j, and validates', (tag, tags) => {
    const overlays = ['dev', 'prod-eu', 'prod-us', 'prod-ap'].map((name) =>
      overlay(`shop/overlays/${name}`, tag),
    );
    const files = scaffold(guess({ overlays, agents: [], charts: [] }));
    const { pipelines, problems } = validateConfiguration(files, () => true);
    expect(problems).toEqual([]);
    const { artifacts, stages } = pipelines[0]!.pipeline;
    expect(artifacts[0]?.tags).toMatchObject({ kind: Object.keys(tags)[0] });
    expect(stages.map(({ name, waves }) => [name, waves.map((wave) => wave.length)])).toEqual([
      ['dev', [1]],
      ['prod', [1, 2]],
    ]);
  });

  it('writes the release where a HelmRelease has it: once for all, or at each target that differs', () => {
    const release = (path: string, tag = 'values.image.tag'): FoundOverlay => ({
      ...overlay(path),
      update: { file: '{overlay}/release.yaml', helmRelease: { tag } },
    });
    const made = (...overlays: FoundOverlay[]) => {
      const files = scaffold(guess({ overlays, agents: [], charts: [] }));
      const texts = { 'shop/dev/release.yaml': HELM_RELEASE, 'shop/prod/release.yaml': HELM_RELEASE };
      const { problems } = validateConfiguration(
        files,
        () => true,
        undefined,
        (path) => Object.entries(texts).flatMap(([file, text]) => (file === path ? [text] : []))[0],
      );
      expect(problems).toEqual([]);
      return files[1]?.text ?? '';
    };
    expect(made(release('shop/dev'), release('shop/prod')).match(/helmRelease:/g)).toHaveLength(1);
    const mixed = made(release('shop/dev'), overlay('shop/prod'));
    expect(mixed).toMatch(
      /overlay: shop\/dev, update: \{ file: "\{overlay\}\/release.yaml"|overlay: shop\/dev\n +update:/,
    );
  });
});

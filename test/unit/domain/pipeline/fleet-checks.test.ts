import { describe, expect, it } from 'vitest';
import { catalog, good, inTowpath, problemsOf, stage, target } from './files.ts';

describe('what two targets may not share', () => {
  it('two pipelines, a name', () => {
    expect(problemsOf(good, inTowpath('copy.yaml', stage(`targets: [${target('prod-eu-1', 'b')}]`)))).toEqual(
      [
        '.towpath/checkout.yaml:4 .towpath/copy.yaml is a pipeline "checkout" too',
        '.towpath/copy.yaml:4 .towpath/checkout.yaml is a pipeline "checkout" too',
      ],
    );
  });

  it('a copy of a file has one problem, though every target of it is in both', () => {
    expect(problemsOf(good, { ...good, path: '.towpath/copy.yaml' })).toEqual([
      '.towpath/checkout.yaml:4 .towpath/copy.yaml is a pipeline "checkout" too',
      '.towpath/copy.yaml:4 .towpath/checkout.yaml is a pipeline "checkout" too',
    ]);
  });

  it('two pipelines, an overlay: neither is accepted', () => {
    expect(problemsOf(good, catalog(target('prod-eu-1', 'apps/checkout/overlays/dev/')))).toEqual([
      '.towpath/catalog.yaml:12 apps/checkout/overlays/dev is also written by stage "dev" of .towpath/checkout.yaml',
      '.towpath/checkout.yaml:12 apps/checkout/overlays/dev is also written by stage "dev" of .towpath/catalog.yaml',
    ]);
  });

  it('two waves, an overlay', () => {
    const waves = stage(`waves: [[${target('prod-eu-1', 'a')}], [${target('prod-us-1', 'a')}]]`);
    expect(problemsOf(inTowpath('checkout.yaml', waves))).toEqual([
      '.towpath/checkout.yaml:12 a is also written by stage "dev" of .towpath/checkout.yaml',
    ]);
  });

  it('though the targets of one wave may share one', () => {
    const wave = stage(`waves: [[${target('prod-eu-1', 'a')}, ${target('prod-us-1', 'a')}]]`);
    expect(problemsOf(inTowpath('checkout.yaml', wave))).toEqual([]);
  });

  it('two overlays, an object of the agent', () => {
    const wave = stage(`targets: [${target('dev-eu-1', 'a')}, ${target('dev-eu-1', 'b')}]`);
    expect(problemsOf(inTowpath('checkout.yaml', wave))).toEqual([
      '.towpath/checkout.yaml:12 flux-system/checkout of cluster dev-eu-1 also reports for stage "dev" of .towpath/checkout.yaml',
    ]);
  });

  it('two overlays, a Canary', () => {
    const canary = (overlay: string) =>
      `{ cluster: dev-eu-1, overlay: ${overlay}, agent: { name: ${overlay} }, canary: { namespace: shop } }`;
    const wave = stage(`targets: [${canary('a')}, ${canary('b')}]`);
    expect(problemsOf(inTowpath('checkout.yaml', wave))).toEqual([
      '.towpath/checkout.yaml:12 Canary shop/checkout of cluster dev-eu-1 also reports for stage "dev" of .towpath/checkout.yaml',
    ]);
  });

  it('one target that stands twice is only that', () => {
    const twice = stage(`targets: [${target('dev-eu-1', 'a')}, ${target('dev-eu-1', 'a')}]`);
    expect(problemsOf(inTowpath('checkout.yaml', twice))).toEqual([
      '.towpath/checkout.yaml:12 a second target of cluster dev-eu-1 with overlay a',
    ]);
  });

  it('though one cluster has many objects', () => {
    const second = target('dev-eu-1', 'b').replace(' }', ', agent: { name: checkout-b } }');
    expect(
      problemsOf(inTowpath('checkout.yaml', stage(`targets: [${target('dev-eu-1', 'a')}, ${second}]`))),
    ).toEqual([]);
  });

  it('is looked for as far as broken files can be read', () => {
    const nameless =
      'kind: Pipeline\nspec: { stages: [{ targets: [{ cluster: dev-eu-1, overlay: apps/checkout/overlays/dev }, 1] }] }';
    expect(problemsOf(good, inTowpath('broken.yaml', nameless))).toEqual(
      expect.arrayContaining([
        '.towpath/checkout.yaml:12 apps/checkout/overlays/dev is also written by stage "0" of .towpath/broken.yaml',
      ]),
    );
  });
});

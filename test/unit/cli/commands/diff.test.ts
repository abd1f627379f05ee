import { describe, expect, it } from 'vitest';
import { DIFF, IN_PROD, RENDERED } from '../answers.ts';
import { towpath } from '../harness.ts';

const PATH = `GET /api/promotions/${IN_PROD}/diff`;

describe('towpath diff', () => {
  it('shows the lines that a promotion would change, and how to approve them and no others', async () => {
    const { stdout } = await towpath(['diff', IN_PROD], { [PATH]: DIFF });
    expect(stdout).toBe(`\
apps/checkout/overlays/prod-eu-1/kustomization.yaml (wave 1)
@@ -2,3 +2,3 @@
   - name: checkout
-    newTag: 1.4.2
+    newTag: 1.4.3
     newName: shop

apps/checkout/overlays/prod-us-1 (wave 2) cannot be edited
  line 3: not valid YAML

Carry the release already: apps/checkout/overlays/prod-ap-1

At commit c0ffee01. To approve this diff and no other: --diff d1ff
`);
  });

  it('colours what is taken away and what comes', async () => {
    const { stdout } = await towpath(['diff', IN_PROD], { [PATH]: DIFF }, { terminal: 100 });
    expect(stdout).toContain('\u001b[31m-    newTag: 1.4.2\u001b[39m');
    expect(stdout).toContain('\u001b[32m+    newTag: 1.4.3\u001b[39m');
  });

  it('says that nothing is left to write', async () => {
    const nothing = { ...DIFF, files: [], same: [] };
    const { stdout } = await towpath(['diff', IN_PROD], { [PATH]: nothing });
    expect(stdout).toBe(`${IN_PROD} would change nothing.\n`);
  });

  it('prints the answer itself with --json', async () => {
    const { stdout } = await towpath(['diff', IN_PROD, '--json'], { [PATH]: DIFF });
    expect(JSON.parse(stdout)).toEqual(DIFF);
  });

  it('goes with an approval, which is then for this diff only', async () => {
    const votes = { 'POST /api/pipelines/checkout/stages/prod/votes': { promotion: IN_PROD } };
    const { requests } = await towpath(['approve', 'checkout', 'prod', '--diff', 'd1ff'], votes);
    expect(requests[0]).toMatchObject({ body: { verdict: 'approve', seen: { digest: 'd1ff' } } });
  });
});

describe('towpath diff --rendered', () => {
  const RENDERED_PATH = `GET /api/promotions/${IN_PROD}/rendered`;
  const show = async (view: object) =>
    (await towpath(['diff', IN_PROD, '--rendered'], { [RENDERED_PATH]: view })).stdout;

  it('shows what kustomize makes of it, object by object, and what is not rendered', async () => {
    expect(await show(RENDERED)).toBe(`\
apps/checkout/overlays/prod-eu-1 (wave 1)
  Deployment checkout/checkout
@@ -20,3 +20,3 @@
         - name: checkout
-          image: shop:1.4.2
+          image: shop:1.4.3

apps/checkout/overlays/prod-ap-1 (wave 2)
  No object differs.

not rendered: apps/checkout/overlays/prod-us-1 needs https://example.com/base

Rendered by kustomize v5.5.0 at commit c0ffee01. An agent of another version may differ.
`);
  });

  it('says that nothing can be rendered, and what would help', async () => {
    const { renderer: _, ...nothing } = {
      ...RENDERED,
      overlays: [],
      problem: 'not rendered: there is no kustomize',
    };
    expect(await show(nothing)).toBe('not rendered: there is no kustomize\n');
  });

  it('says that nothing is left to render', async () => {
    expect(await show({ ...RENDERED, overlays: [] })).toBe(`${IN_PROD} would change nothing.\n`);
  });
});

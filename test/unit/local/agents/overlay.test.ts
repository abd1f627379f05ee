import { describe, expect, it } from 'vitest';
import { readOverlay } from '../../../../local/agents/overlay.ts';

const OVERLAY = 'apps/checkout';

function source(files: Record<string, string>) {
  return {
    objectAt: async (commit: string, path: string) =>
      Object.keys(files).some((file) => file.startsWith(path)) ? `tree-${commit}` : undefined,
    read: async (_: string, path: string) => files[path],
  };
}

describe('readOverlay', () => {
  it.each(['kustomization.yaml', 'kustomization.yml', 'Kustomization'])('reads %s', async (name) => {
    const files = source({ [`apps/checkout/${name}`]: 'namespace: shop\n' });
    expect(await readOverlay(files, 'c', OVERLAY)).toEqual({ tree: 'tree-c' });
  });

  it.each([
    [{}, 'ArtifactFailed', 'kustomization path not found: stat /tmp/kustomization-1/apps/checkout'],
    [{ 'apps/checkout/readme.md': '' }, 'BuildFailed', "unable to find one of 'kustomization.yaml'"],
    [{ 'apps/checkout/kustomization.yaml': 'a: [' }, 'BuildFailed', 'invalid Kustomization: '],
  ])('fails as Flux does for %j', async (files, reason, message) => {
    const overlay = await readOverlay(source(files), 'c', OVERLAY);
    expect(overlay).toEqual({ reason, message: expect.stringContaining(message) });
  });
});

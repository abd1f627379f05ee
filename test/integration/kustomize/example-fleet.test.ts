import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectPath } from '../../unit/domain/pipeline/files.ts';
import { RENDERER, renderFolder } from './kustomize.ts';

const overlays = ['checkout', 'catalog', 'search'].flatMap((application) => {
  const folder = `examples/fleet/apps/${application}/overlays`;
  return readdirSync(projectPath(folder)).map((overlay) => `${folder}/${overlay}`);
});

describe('the example fleet', () => {
  it.each(overlays)(`${RENDERER} renders %s`, (overlay) => {
    const rendered = renderFolder(projectPath(overlay));
    expect(rendered?.text ?? 'kind: ').toContain('kind: ');
    expect(rendered?.isFine ?? true).toBe(true);
  });
});

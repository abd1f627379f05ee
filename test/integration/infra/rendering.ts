import { describe, expect, it } from 'vitest';
import { defaultTemplate, functionsOf, synthesize } from './template.ts';

const LAYER = 'arn:aws:lambda:eu-west-1:111122223333:layer:kustomize:3';

describe('the function that renders', () => {
  it('alone has the layer that is named', () => {
    const functions = functionsOf(synthesize({ context: { 'towpath:kustomizeLayer': LAYER } }));
    for (const [id, { properties }] of functions)
      expect(properties.Layers, id).toEqual(id === 'render-promotion' ? [LAYER] : undefined);
  });

  it('has none unless one is named', () => {
    expect(functionsOf(defaultTemplate()).get('render-promotion')?.properties).not.toHaveProperty('Layers');
  });
});

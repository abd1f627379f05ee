import { describe, expect, it } from 'vitest';
import { covers, isSameScope, type StopScope, scopeText } from '../../../../src/domain/promotion/stop.ts';

const wave = { pipeline: 'checkout', stage: 'prod', clusters: ['prod-eu-1', 'prod-us-1'] };

const table: [StopScope, string, boolean][] = [
  [{ kind: 'everything' }, 'everything', true],
  [{ kind: 'pipeline', pipeline: 'checkout' }, 'pipeline checkout', true],
  [{ kind: 'pipeline', pipeline: 'catalog' }, 'pipeline catalog', false],
  [{ kind: 'stage', pipeline: 'checkout', stage: 'prod' }, 'stage prod of checkout', true],
  [{ kind: 'stage', pipeline: 'checkout', stage: 'dev' }, 'stage dev of checkout', false],
  [{ kind: 'stage', pipeline: 'catalog', stage: 'prod' }, 'stage prod of catalog', false],
  [{ kind: 'cluster', cluster: 'prod-us-1' }, 'cluster prod-us-1', true],
  [{ kind: 'cluster', cluster: 'prod-ap-1' }, 'cluster prod-ap-1', false],
];

describe('the scope of a stop', () => {
  it.each(table)('%o is "%s" and covers a wave of prod: %s', (scope, text, expected) => {
    expect(scopeText(scope)).toBe(text);
    expect(covers(scope, wave)).toBe(expected);
  });

  it('is the same as another by what it covers', () => {
    expect(isSameScope({ kind: 'everything' }, { kind: 'everything' })).toBe(true);
    expect(isSameScope({ kind: 'pipeline', pipeline: 'a' }, { kind: 'cluster', cluster: 'a' })).toBe(false);
  });
});

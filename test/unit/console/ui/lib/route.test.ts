import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linkTo, parseRoute, type Route, tokenIn } from '../../../../../console/ui/lib/route.ts';

const name = fc.string({ minLength: 1 });
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.record({ page: fc.constant('fleet' as const), show: name, search: name }, { requiredKeys: ['page'] }),
  fc.record(
    { page: fc.constant('pipeline' as const), pipeline: name, stage: name },
    { requiredKeys: ['page', 'pipeline'] },
  ),
  fc.record({ page: fc.constantFrom('promotion' as const, 'release' as const), id: name }),
  fc.record(
    { page: fc.constant('ledger' as const), pipeline: name, stage: name, by: name, type: name },
    { requiredKeys: ['page'] },
  ),
  fc.record({ page: fc.constant('clusters' as const), search: name }, { requiredKeys: ['page'] }),
  fc.constant({ page: 'settings' as const }),
);

describe('routes', () => {
  it.each<[string, Route]>([
    ['', { page: 'fleet' }],
    ['#', { page: 'fleet' }],
    ['#/', { page: 'fleet' }],
    ['#/?show=hold', { page: 'fleet', show: 'hold' }],
    ['#/pipelines/checkout', { page: 'pipeline', pipeline: 'checkout' }],
    ['#/pipelines/checkout/prod', { page: 'pipeline', pipeline: 'checkout', stage: 'prod' }],
    ['#/promotions/checkout_prod_abc_1', { page: 'promotion', id: 'checkout_prod_abc_1' }],
    ['#/releases/checkout_abc', { page: 'release', id: 'checkout_abc' }],
    ['#/ledger', { page: 'ledger' }],
    ['#/ledger?pipeline=checkout', { page: 'ledger', pipeline: 'checkout' }],
    ['#/ledger?by=anna&type=vote-cast', { page: 'ledger', by: 'anna', type: 'vote-cast' }],
    ['#/clusters?search=eu', { page: 'clusters', search: 'eu' }],
    ['#/settings', { page: 'settings' }],
  ])('reads %s', (hash, expected) => {
    expect(parseRoute(hash)).toEqual(expected);
  });

  it.each([
    '#/nowhere',
    '#/pipelines',
    '#/pipelines/a/b/c',
    '#/promotions/a/b',
    '#/ledger/a',
    '#/settings/a',
    '#/releases/%E0%A4%A',
  ])('knows no page at %s, and keeps the address to show it', (hash) => {
    expect(parseRoute(hash)).toEqual({ page: 'unknown', hash });
    expect(linkTo(parseRoute(hash))).toBe(hash);
  });

  it('reads back every link that it writes, whatever the names', () => {
    fc.assert(
      fc.property(route, (there) => {
        expect(parseRoute(linkTo(there))).toEqual(there);
      }),
    );
  });
});

describe('the token in a link', () => {
  it('is read from the fragment', () => {
    expect(tokenIn('#token=s3cret-_x')).toBe('s3cret-_x');
  });

  it.each(['', '#/', '#token=', '#/pipelines/token=a'])('is not in %j', (hash) => {
    expect(tokenIn(hash)).toBeUndefined();
  });
});

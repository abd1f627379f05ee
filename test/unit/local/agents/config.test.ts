import { describe, expect, it } from 'vitest';
import { type AgentConfig, AgentConfigError, byCluster } from '../../../../local/agents/config.ts';

const agent: AgentConfig = {
  cluster: 'dev-eu-1',
  key: 'k',
  object: { namespace: 'flux-system', name: 'checkout' },
  repositoryUrl: 'http://127.0.0.1/fleet',
  branch: 'main',
  overlay: 'apps/checkout/overlays/dev',
  healthUrl: 'http://127.0.0.1',
  intervalMs: 1000,
};
const cart = { ...agent, object: { namespace: 'flux-system', name: 'cart' } };
const prod = { ...agent, cluster: 'prod-eu-1', repositoryUrl: 'http://127.0.0.1/other' };

describe('byCluster', () => {
  it('gathers the objects of each cluster', () => {
    expect(byCluster([agent, prod, cart]).map(({ cluster, agents }) => [cluster, agents])).toEqual([
      ['dev-eu-1', [agent, cart]],
      ['prod-eu-1', [prod]],
    ]);
  });

  it.each([{ repositoryUrl: 'http://127.0.0.1/other' }, { branch: 'next' }])(
    'refuses a cluster that would pull from two places: %j',
    (change) => {
      expect(() => byCluster([agent, { ...cart, ...change }])).toThrow(AgentConfigError);
    },
  );
});

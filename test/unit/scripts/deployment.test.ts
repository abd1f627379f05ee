import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../../infra/config.ts';
import { nextSteps, retained } from '../../../scripts/deployment/next-steps.ts';
import { type PreflightLooks, preflight } from '../../../scripts/deployment/preflight.ts';

const well: PreflightLooks = {
  whoAmI: async () => ({
    account: '111122223333',
    region: 'eu-west-1',
    arn: 'arn:aws:iam::111122223333:user/alice',
  }),
  stackExists: async () => true,
};
const check = (looks: Partial<PreflightLooks>, config: object = {}) =>
  preflight({ ...well, ...looks }, parseConfig({ repository: 'fleet', branch: 'main', ...config }));

describe('before a deployment', () => {
  it('credentials, place and bootstrap are right', async () => {
    expect(await check({}, { account: '111122223333', region: 'eu-west-1' })).toMatchObject({
      region: 'eu-west-1',
    });
  });

  it.each<[string, Partial<PreflightLooks>, object, string]>([
    [
      'missing credentials',
      { whoAmI: async () => Promise.reject(new Error('expired')) },
      {},
      'who you are (expired)',
    ],
    ['another account', {}, { account: '444455556666' }, 'towpath:account is 444455556666'],
    ['another region', {}, { region: 'us-east-1' }, 'towpath:region is us-east-1'],
    [
      'no bootstrap',
      { stackExists: async () => false },
      {},
      'npx cdk bootstrap aws://111122223333/eu-west-1',
    ],
  ])('%s end it, with the way out', async (_, looks, config, message) => {
    await expect(check(looks, config)).rejects.toThrow(message);
  });
});

it('after a deployment the next commands have the names of this installation', () => {
  const said = nextSteps({
    AgentKeysSecret: 'canal/agent-keys',
    HealthUrl: 'https://x.test/v1/health/flux/<cluster>',
    ApiUrl: 'https://x.test',
  });
  expect(said).toContain('--secret-id canal/agent-keys');
  expect(said).toContain('https://x.test/v1/health/flux/<cluster>');
  expect(said).toContain('TOWPATH_URL=https://x.test npm run towpath -- doctor');
});

it('what a teardown leaves is named, with how to be rid of it', () => {
  expect(retained('canal')).toContain('aws dynamodb delete-table --table-name canal');
  expect(retained('canal')).toContain('canal/agent-keys');
});

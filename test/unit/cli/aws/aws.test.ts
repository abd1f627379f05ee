import { afterEach, describe, expect, it, vi } from 'vitest';
import { type AwsLooks, checkUpAws, RULES } from '../../../../cli/aws/check-up.ts';
import { awsPlaceOf } from '../../../../cli/aws/place.ts';
import { createSignedFetch } from '../../../../cli/aws/signed-fetch.ts';
import { functions } from '../../../../functions/manifest.ts';
import { towpath } from '../harness.ts';

const URL_ON_AWS = 'https://abc123.execute-api.eu-west-1.amazonaws.com';
afterEach(() => vi.unstubAllEnvs());

describe('an address on AWS', () => {
  it.each([
    [URL_ON_AWS, {}, 'eu-west-1'],
    ['https://towpath.example.com', { TOWPATH_REGION: 'us-east-1' }, 'us-east-1'],
    ['https://towpath.example.com', {}, undefined],
    ['http://127.0.0.1:7070', {}, undefined],
  ])('%s with %j is in %s', (url, env, region) => {
    expect(awsPlaceOf(url, { env })?.region).toBe(region);
  });

  it('gets signed requests over https only', () => {
    expect(() => awsPlaceOf('http://towpath.example.com', { env: { TOWPATH_REGION: 'eu-west-1' } })).toThrow(
      'is not https',
    );
  });
});

describe('a signed request', () => {
  const signed = async (
    credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>,
  ) => {
    const sent: { url: string; headers: Record<string, string> }[] = [];
    const fetch = createSignedFetch({
      region: 'eu-west-1',
      now: () => Date.parse('2026-11-20T12:00:00Z'),
      credentials,
      fetch: async (input, init) => {
        sent.push({ url: String(input), headers: init?.headers as Record<string, string> });
        return new Response('{}');
      },
    });
    await fetch(`${URL_ON_AWS}/iam/api/ledger?limit=5`, { method: 'POST', body: '{"a":1}' });
    return sent[0]!;
  };

  it('carries the signature of service, region, day and session', async () => {
    const { headers } = await signed(async () => ({
      accessKeyId: 'AKID',
      secretAccessKey: 's',
      sessionToken: 't',
    }));
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID\/20261120\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=[\w;-]*host[\w;-]*, Signature=[0-9a-f]{64}$/,
    );
    expect(headers).toMatchObject({ 'x-amz-date': '20261120T120000Z', 'x-amz-security-token': 't' });
    expect(headers).not.toHaveProperty('host');
  });

  it('without credentials says how to get some', async () => {
    const none = async () => Promise.reject(new Error('Could not load credentials from any providers'));
    await expect(signed(none)).rejects.toThrow('No AWS credentials were found to sign with.');
  });

  it('is what the commands send to a deployed address, and to no local one', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const answers = { 'GET /iam/api/dead-letters': [] };
    const onAws = await towpath(['dead-letters'], answers, { env: { TOWPATH_URL: URL_ON_AWS } });
    expect(onAws).toMatchObject({ code: 0, requests: [{ url: `${URL_ON_AWS}/iam/api/dead-letters` }] });
    expect(onAws.requests[0]?.headers.authorization).toContain('AWS4-HMAC-SHA256 Credential=AKID/');
    const local = await towpath(['dead-letters'], { 'GET /api/dead-letters': [] });
    expect(local.requests[0]?.headers.authorization).toBe('Bearer secret');
  });
});

describe('the check-up of an installation on AWS', () => {
  const well: AwsLooks = {
    rules: async (prefix) => new Map(RULES.map((rule) => [prefix + rule, true])),
    secretHasValue: async () => true,
    roles: async (prefix) => new Map([[`${prefix}sweep`, 'arn:aws:iam::111122223333:role/sweep']]),
    refusedActions: async () => [],
  };
  const found = (looks: Partial<AwsLooks>) => checkUpAws({ ...well, ...looks }, 'canal');

  it('knows the rules of the manifest', () => {
    const rules = Object.entries(functions).flatMap(([id, { trigger }]) =>
      trigger.kind === 'rules'
        ? trigger.rules.map(({ name }) => name)
        : trigger.kind === 'schedule'
          ? [id]
          : [],
    );
    expect([...RULES].sort()).toEqual(rules.sort());
  });

  it('finds nothing where all is well', async () => {
    const states = (await found({})).map(({ state }) => state);
    expect(states).toEqual([...RULES, 'secret', 'roles'].map(() => 'ok'));
  });

  it.each<[string, Partial<AwsLooks>, string]>([
    [
      'a disabled rule',
      { rules: async () => new Map([['canal-sweep', false]]) },
      'aws events enable-rule --name canal-sweep',
    ],
    ['a missing secret', { secretHasValue: async () => undefined }, 'npm run deploy'],
    ['an empty secret', { secretHasValue: async () => false }, 'has the command'],
    ['no function', { roles: async () => new Map() }, 'npm run deploy'],
    ['a refused action', { refusedActions: async () => ['codecommit:CreateCommit'] }, 'organisation'],
  ])('finds %s, with its way out', async (_, looks, wayOut) => {
    const faults = (await found(looks)).filter(({ state }) => state === 'fault');
    expect(faults.map((fault) => fault.wayOut).join('\n')).toContain(wayOut);
  });

  it('warns of what it may not look at', async () => {
    const denied = async () => Promise.reject(new Error('AccessDenied'));
    const findings = await found({ rules: denied });
    expect(findings[0]).toMatchObject({ check: 'rules', state: 'warning' });
    expect(findings).toHaveLength(3);
  });
});

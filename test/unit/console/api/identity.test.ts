import { beforeEach, describe, expect, it } from 'vitest';
import { identifyBy, identifyByToken } from '../../../../console/api/identity.ts';
import { FakeConfiguration } from '../../../fakes/configuration.ts';

const configuration = new FakeConfiguration();
const ALICE = 'arn:aws:iam::111122223333:user/alice';
const BOB = 'arn:aws:sts::111122223333:assumed-role/Developer/*';

beforeEach(() =>
  configuration.putSettings({
    clusters: [],
    groups: [],
    people: [
      { name: 'alice', arns: [ALICE] },
      { name: 'bob', arns: [BOB] },
    ],
  }),
);

describe('an identity that AWS has verified', () => {
  const identify = (arn: string | undefined) =>
    identifyBy(
      () => (arn === undefined ? undefined : { kind: 'iam', arn }),
      configuration,
    )(new Request('http://towpath'));

  it.each([
    ['the person with this ARN', ALICE, { person: 'alice' }],
    ['any session of a role', BOB.replace('*', 'bob@example.com'), { person: 'bob' }],
    ['nobody in particular, who may look', 'arn:aws:iam::111122223333:user/mallory', {}],
    ['nobody by a longer name', `${ALICE}-too`, {}],
    ['nobody by a role of a similar name', BOB.replace('Developer/*', 'Developer2/x'), {}],
    ['nobody by the pattern itself as a part of another', BOB.replace('Developer/*', 'Developer'), {}],
  ])('is %s', async (_, arn, identity) => {
    expect(await identify(arn)).toEqual({ identity: { kind: 'iam', arn }, ...identity });
  });

  it('is needed', async () => {
    expect(await identify(undefined)).toBeUndefined();
  });

  it('is nobody before there are settings', async () => {
    const identifyEarly = identifyBy(() => ({ kind: 'iam', arn: ALICE }), new FakeConfiguration());
    const caller = await identifyEarly(new Request('http://towpath'));
    expect(caller).toEqual({ identity: { kind: 'iam', arn: ALICE } });
  });
});

it('a token lets nobody act before there are settings', async () => {
  const identify = identifyByToken('t', new FakeConfiguration());
  const headers = { authorization: 'Bearer t', 'x-towpath-as': 'alice' };
  await expect(identify(new Request('http://towpath', { headers }))).rejects.toThrow('Known: nobody.');
});

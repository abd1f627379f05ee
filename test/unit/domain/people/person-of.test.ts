import { describe, expect, it } from 'vitest';
import { type Identity, identityText } from '../../../../src/domain/people/identity.ts';
import { personOf } from '../../../../src/domain/people/person-of.ts';

const ROLE = 'arn:aws:sts::111122223333:assumed-role/Release';
const people = [
  {
    name: 'anna',
    arns: ['arn:aws:iam::111122223333:user/anna', `${ROLE}/anna*`],
    subject: '6f1c2e0a',
    slack: { team: 'T1', user: 'U1' },
  },
  { name: 'ben', arns: [`${ROLE}/ben`], slack: { team: 'T2', user: 'U1' } },
  { name: 'eve', arns: [] },
];
const iam = (arn: string): Identity => ({ kind: 'iam', arn });

describe('the person of an identity', () => {
  it.each<[string, Identity, string | undefined]>([
    ['an IAM user', iam('arn:aws:iam::111122223333:user/anna'), 'anna'],
    ['a session of a role', iam(`${ROLE}/anna@example.com`), 'anna'],
    ['a session of the whole name', iam(`${ROLE}/ben`), 'ben'],
    ['no longer session name', iam(`${ROLE}/benjamin`), undefined],
    ['no session of another role', iam('arn:aws:sts::111122223333:assumed-role/Release2/anna'), undefined],
    ['no session of another account', iam('arn:aws:sts::999922223333:assumed-role/Release/anna'), undefined],
    ['the pattern itself, which begins with anna', iam(`${ROLE}/anna*`), 'anna'],
    ['a subject', { kind: 'oidc', subject: '6f1c2e0a' }, 'anna'],
    ['no other subject', { kind: 'oidc', subject: '' }, undefined],
    ['a member of a workspace', { kind: 'slack', team: 'T1', user: 'U1' }, 'anna'],
    ['the same id in another workspace', { kind: 'slack', team: 'T2', user: 'U1' }, 'ben'],
    ['no member nobody has', { kind: 'slack', team: 'T1', user: 'U2' }, undefined],
    ['a person chosen locally', { kind: 'local', person: 'eve' }, 'eve'],
    ['no person that is not there', { kind: 'local', person: 'mallory' }, undefined],
  ])('%s', (_, identity, name) => {
    expect(personOf(identity, { people })?.name).toBe(name);
  });

  it('is nobody where two claim it', () => {
    const twice = [...people, { name: 'eva', arns: [`${ROLE}/*`] }];
    expect(personOf(iam(`${ROLE}/anna`), { people: twice })).toBeUndefined();
    expect(personOf(iam(`${ROLE}/zoe`), { people: twice })?.name).toBe('eva');
  });
});

it.each<[Identity, string]>([
  [iam('arn:aws:iam::111122223333:user/anna'), 'iam arn:aws:iam::111122223333:user/anna'],
  [{ kind: 'oidc', subject: '6f1c2e0a' }, 'oidc 6f1c2e0a'],
  [{ kind: 'slack', team: 'T1', user: 'U1' }, 'slack T1/U1'],
  [{ kind: 'local', person: 'eve' }, 'local eve'],
])('%o is %s in the ledger', (identity, text) => {
  expect(identityText(identity)).toBe(text);
});

import { expect, it } from 'vitest';
import { viewSettings } from '../../../../src/app/queries/settings.ts';
import { createFakes } from '../../../fakes/index.ts';

it('shows who may do what, and how they are known', async () => {
  const { ports } = createFakes();
  await ports.configuration.putSettings(
    {
      clusters: [],
      people: [
        { name: 'anna', email: 'anna@example.com', arns: ['arn:aws:iam::111122223333:user/anna'] },
        { name: 'ben', arns: [], subject: 'abc', slack: { team: 'T0', user: 'U0' } },
      ],
      groups: [{ name: 'managers', members: ['anna', 'ben'] }],
      overrides: [{ gate: 'freeze', from: ['managers'] }],
      rollback: { under: ['hold'] },
      slack: {
        team: 'T0',
        channel: 'C0',
        channels: [
          { pipeline: 'checkout', channel: 'C1' },
          { pipeline: 'checkout', stage: 'prod', channel: 'C2' },
        ],
      },
    },
    'c1',
  );
  expect(await viewSettings(ports)).toEqual({
    file: '.towpath/settings.yaml',
    people: [
      { name: 'anna', email: 'anna@example.com', known: ['arn:aws:iam::111122223333:user/anna'] },
      { name: 'ben', known: ['sign-in abc', 'Slack T0/U0'] },
    ],
    groups: [{ name: 'managers', members: ['anna', 'ben'] }],
    overrides: [{ gate: 'freeze', from: ['managers'] }],
    rollback: ['hold'],
    slack: [
      { what: 'checkout', channel: 'C1' },
      { what: 'prod of checkout', channel: 'C2' },
      { what: 'everything else', channel: 'C0' },
    ],
  });
});

it('says what holds without any', async () => {
  expect(await viewSettings(createFakes().ports)).toMatchObject({
    people: [],
    overrides: [],
    rollback: ['stop', 'hold', 'freeze'],
    slack: [],
  });
});

import { describe, expect, it } from 'vitest';
import { readSettingsFile } from '../../../../src/domain/pipeline/parse.ts';
import { SETTINGS } from './files.ts';

const ROLE = 'arn:aws:sts::111122223333:assumed-role/Release';
const header = 'apiVersion: towpath.dev/v1\nkind: Settings\nspec:\n';

function problemsOf(spec: string) {
  const { problems } = readSettingsFile(`${header}${spec}`, 'settings.yaml');
  return problems.map(({ message, hint }) => `${message} = ${hint}`);
}

describe('the settings file', () => {
  it('reads clusters, people and groups', () => {
    expect(readSettingsFile(SETTINGS.text, SETTINGS.path)).toMatchObject({
      value: {
        clusters: [
          { name: 'dev-eu-1', agent: 'flux', labels: { env: 'dev', region: 'eu-west-1' } },
          { name: 'staging-eu-1', agent: 'flux', labels: {} },
          { name: 'prod-eu-1' },
          { name: 'prod-us-1' },
          { name: 'prod-ap-1' },
        ],
        people: [
          { name: 'alice', email: 'alice@example.com', arns: ['arn:aws:iam::111122223333:user/alice'] },
          { name: 'bob', arns: [] },
        ],
        groups: [{ name: 'release-managers', members: ['alice', 'bob'] }],
      },
    });
  });

  it('knows clusters with Argo CD, and who sends for them', () => {
    const text = `${header}  clusters: [{ name: a, agent: argocd, senders: [AROAEXAMPLE1234567] }]`;
    expect(readSettingsFile(text, 'settings.yaml').value?.clusters).toEqual([
      { name: 'a', agent: 'argocd', labels: {}, senders: ['AROAEXAMPLE1234567'] },
    ]);
  });

  it('knows where agents are told of commits, and refuses what no agent can have', () => {
    const wakeIn = (wake: string) => `  clusters: [{ name: a, wake: ${wake} }]`;
    const url = 'https://flux.example.com';
    const repositoryUrl = 'ssh://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet';
    for (const wake of [{ url }, { url, repositoryUrl }]) {
      const text = `${header}${wakeIn(JSON.stringify(wake))}`;
      expect(readSettingsFile(text, 'settings.yaml').value?.clusters).toEqual([
        { name: 'a', agent: 'flux', labels: {}, wake },
      ]);
    }
    expect(problemsOf(wakeIn('{ url: "https://169.254.169.254", repositoryUrl: fleet }'))).toEqual([
      expect.stringContaining(
        '"https://169.254.169.254" is an address that no agent can have = write https://',
      ),
      '"fleet" is not an address = write the repoURL of the Applications',
    ]);
  });

  it('needs no people', () => {
    expect(readSettingsFile(`${header}  clusters: [{ name: a }]`, 'settings.yaml').value).toEqual({
      clusters: [{ name: 'a', agent: 'flux', labels: {} }],
      people: [],
      groups: [],
    });
  });

  it('knows people by each of their ways, and where Slack is told of what', () => {
    const spec = `  clusters: []
  people:
    - name: anna
      arns: ["${ROLE}/anna*"]
      subject: 6f1c2e0a
      slack: { team: T01, user: U01 }
  slack:
    team: T01
    channel: C01
    channels: [{ pipeline: checkout, channel: C02 }, { pipeline: checkout, stage: prod, channel: C03 }]`;
    expect(readSettingsFile(`${header}${spec}`, 'settings.yaml').value).toMatchObject({
      people: [{ name: 'anna', subject: '6f1c2e0a', slack: { team: 'T01', user: 'U01' } }],
      slack: {
        ...{ team: 'T01', channel: 'C01' },
        channels: [
          { pipeline: 'checkout', channel: 'C02' },
          { pipeline: 'checkout', stage: 'prod', channel: 'C03' },
        ],
      },
    });
  });

  it.each([
    [
      '  clusters: [{ name: a, agent: argocd, senders: [arn:aws:iam::111122223333:role/argocd] }]',
      '"arn:aws:iam::111122223333:role/argocd" is not the unique id of an IAM role = write what this prints: aws iam get-role',
    ],
    ['  clusters: [{ name: a, senders: [] }]', 'the list is empty = write at least one role'],
    [
      '  clusters: [{ name: a, senders: [AROAEXAMPLE1234567] }, { name: b, senders: [AROAEXAMPLE1234567] }]',
      'AROAEXAMPLE1234567 already belongs to another entry = an identity belongs to one person, once',
    ],
    [
      '  clusters: [{ name: a, labels: { cluster: b } }]',
      'the label "cluster" is the name of the cluster already = give the label another name',
    ],
    ['  clusters: [{ name: a, agent: fluxx }]', '"fluxx" is not allowed here = did you mean "flux"?'],
    ['  clusters: [{ name: a, label: {} }]', 'unknown key "label" = did you mean "labels"?'],
    [
      '  clusters: [{ name: a, labels: { tier: 1 } }]',
      '1 stands where text is expected = put it in quotes: "1"',
    ],
    [
      '  clusters: [{ name: a, labels: [] }]',
      'a list stands where a map of keys is expected = write a map of keys',
    ],
    ['  clusters: [{ name: a }, { name: a }]', 'a second cluster "a" = give each cluster a name of its own'],
    [
      '  clusters: []\n  people: [{ name: a }, { name: a }]',
      'a second person "a" = give each person a name of its own',
    ],
    [
      '  clusters: []\n  people: [{ name: a, email: nobody }]',
      '"nobody" is not an email address = write name@host',
    ],
    [
      '  clusters: []\n  people: [{ name: a, arns: [alice] }]',
      '"alice" is not an IAM identity = write arn:aws:iam::',
    ],
    [
      '  clusters: []\n  people: [{ name: a, email: x@y }, { name: b, email: x@y }]',
      'x@y already belongs to another entry = an identity belongs to one person, once',
    ],
    [
      '  clusters: []\n  people: [{ name: a, arns: [&i "arn:aws:iam::111122223333:user/a"] }, { name: b, arns: [*i] }]',
      'arn:aws:iam::111122223333:user/a already belongs to another entry',
    ],
    [
      '  clusters: []\n  people: [{ name: alice }]\n  groups: [{ name: g, members: [alcie] }]',
      'unknown person "alcie" = did you mean "alice"?',
    ],
    [
      '  clusters: []\n  groups: [{ name: g, members: [alice] }]',
      'unknown person "alice" = add it to .towpath/settings.yaml',
    ],
    [
      '  clusters: []\n  people: [{ name: a }]\n  groups: [{ name: g, members: [a, a] }]',
      '"a" is named twice = remove one of the two',
    ],
    [
      '  clusters: []\n  people: [{ name: a }]\n  groups: [{ name: g, members: [a] }, { name: g, members: [a] }]',
      'a second group "g"',
    ],
    ['  clusters: []\n  groups: [{ name: g, members: [] }]', 'the list is empty = write at least one person'],
    [
      '  clusters: []\n  people: [{ name: a, subject: s1 }, { name: b, subject: s1 }]',
      's1 already belongs to another entry = an identity belongs to one person, once',
    ],
    [
      '  clusters: []\n  people: [{ name: a, slack: { team: T01, user: U01 } }, { name: b, slack: { user: U01, team: T01 } }]',
      'T01 U01 already belongs to another entry',
    ],
    [
      `  clusters: []\n  people: [{ name: a, arns: ["${ROLE}/a*"] }, { name: b, arns: ["${ROLE}/anna"] }]`,
      `${ROLE}/anna means sessions that ${ROLE}/a* means, too = an identity belongs to one person`,
    ],
    [
      '  clusters: []\n  people: [{ name: a, arns: ["arn:aws:iam::111122223333:user/*"] }]',
      'is not an IAM identity = write arn:aws:iam::',
    ],
    ['  clusters: []\n  people: [{ name: a, slack: { team: T01 } }]', '"user" is missing'],
    [
      '  clusters: []\n  people: [{ name: a, slack: { team: T01, user: anna } }]',
      '"anna" is not the id of a member of Slack',
    ],
    [
      '  clusters: []\n  slack: { team: T01, channel: "#releases" }',
      '"#releases" is not the id of a Slack channel = write the id that begins with C',
    ],
    ['  clusters: []\n  slack: { team: shop, channel: C01 }', '"shop" is not the id of a Slack workspace'],
    [
      '  clusters: []\n  slack: { team: T01, channel: C01, channels: [{ pipeline: a, stage: b, channel: C02 }, { pipeline: a, stage: b, channel: C03 }] }',
      'a b has a channel already = remove one of the two',
    ],
    [
      '  clusters: []\n  slack: { team: T01, channel: C01, channels: [{ pipeline: a, channel: C02 }, { pipeline: a, channel: C03 }] }',
      'a has a channel already',
    ],
    ['  clusters: []\n  people: [{ name: a, subject: "two words" }]', '"two words" is not a subject'],
  ])('%s', (spec, problem) => {
    expect(problemsOf(spec)).toEqual([expect.stringContaining(problem)]);
  });
});

import * as z from 'zod/mini';
import { OVERRIDABLE, ROLLBACK_UNDER } from '../gates/index.ts';
import { complaintOfWakeUrl } from '../wake/address.ts';
import { NAME_LABEL } from './cluster-labels.ts';
import { inOneText } from './complaint.ts';
import {
  atLeastOne,
  clusterName,
  described,
  groupName,
  header,
  pipelineName,
  stageName,
} from './schema-parts.ts';
import { positiveDuration } from './schema-rules.ts';
import {
  arn,
  email,
  personName,
  roleId,
  slackChannel,
  slackTeam,
  slackUser,
  subject,
  text,
} from './schema-text.ts';

const NAME_IS_TAKEN = {
  message: `the label "${NAME_LABEL}" is the name of the cluster already`,
  hint: 'give the label another name',
};

const cluster = z
  .strictObject({
    name: clusterName('Name of the cluster: part of the address and the key of its health reports.'),
    agent: z._default(
      z.enum(['flux', 'argocd']).check(described('What pulls in the cluster; flux unless given.')),
      'flux',
    ),
    interval: z.optional(
      positiveDuration(
        'How long the cluster may say nothing before it is shown as silent; 30m unless given.',
      ),
    ),
    senders: z.optional(
      z
        .array(roleId)
        .check(
          atLeastOne('role'),
          described(
            'IAM roles, by their unique ids, whose messages in the report queue are of this cluster.',
          ),
        ),
    ),
    wake: z.optional(
      z
        .strictObject({
          url: text(
            "Address of Flux's webhook receiver, or of Argo CD's API server, with https; /hook/... or /api/webhook is added.",
            complaintOfWakeUrl,
            { pattern: '^https://' },
          ),
          repositoryUrl: z.optional(
            text(
              'The repository as Applications name it; its address at CodeCommit unless given.',
              (value) =>
                URL.canParse(value)
                  ? undefined
                  : {
                      message: `"${value}" is not an address`,
                      hint: 'write the repoURL of the Applications',
                    },
            ),
          ),
        })
        .check(described('Where the agent of the cluster is told of commits, so that it need not wait.')),
    ),
    labels: z._default(
      z.record(z.string(), z.string()).check(
        described('Anything that tells clusters apart, such as env or region.'),
        z.refine((labels) => !Object.hasOwn(labels, NAME_LABEL), {
          path: [NAME_LABEL],
          error: inOneText(NAME_IS_TAKEN),
        }),
      ),
      {},
    ),
  })
  .check(described('A cluster whose agent reports health.'));

const person = z
  .strictObject({
    name: personName('Name of the person.'),
    email: z.optional(email),
    arns: z._default(z.array(arn).check(described('IAM identities of the person.')), []),
    subject: z.optional(subject),
    slack: z.optional(
      z
        .strictObject({ team: slackTeam, user: slackUser })
        .check(described('The person in Slack: ids, since names can be changed by anyone.')),
    ),
  })
  .check(described('Someone who may vote.'));

const group = z
  .strictObject({
    name: groupName('Name of the group.'),
    members: z
      .array(personName('Name of a person.'))
      .check(atLeastOne('person'), described('People of the group.')),
  })
  .check(described('People who vote together.'));

const override = z
  .strictObject({
    gate: z.enum(OVERRIDABLE).check(described('Which gate; after is the order of the stages.')),
    from: z
      .array(groupName('Name of a group.'))
      .check(atLeastOne('group'), described('Groups whose members may override it.')),
  })
  .check(described('Who may open a gate for one promotion, with a reason.'));

const rollback = z
  .strictObject({
    under: z
      .array(z.enum(ROLLBACK_UNDER))
      .check(described('What holds back no rollback; [stop, hold, freeze] unless given.')),
  })
  .check(described('Whether rollbacks are written while a stop, a hold or a freeze is in force.'));

const channelRule = z
  .strictObject({
    pipeline: pipelineName('Name of the pipeline.'),
    stage: z.optional(stageName('Name of the stage; all of the pipeline unless given.')),
    channel: slackChannel,
  })
  .check(described('A pipeline or stage with a channel of its own.'));

const slack = z
  .strictObject({
    team: slackTeam,
    channel: slackChannel,
    channels: z._default(
      z.array(channelRule).check(described('Channels of pipelines and stages; the nearest is taken.')),
      [],
    ),
  })
  .check(described('Where Towpath tells of approvals, failures and repairs, and takes votes.'));

export const settingsFile = z
  .strictObject({
    ...header('Settings'),
    spec: z
      .strictObject({
        clusters: z.array(cluster).check(described('Every cluster that a pipeline may name.')),
        people: z._default(z.array(person).check(described('Everyone who may vote.')), []),
        groups: z._default(z.array(group).check(described('Groups that approval gates name.')), []),
        overrides: z.optional(
          z.array(override).check(described('Gates that people may override; none unless given.')),
        ),
        rollback: z.optional(rollback),
        slack: z.optional(slack),
      })
      .check(described('What concerns every pipeline.')),
  })
  .check(
    z.meta({
      title: 'Towpath settings',
      description: 'Clusters, people, groups and channels of all pipelines.',
    }),
  );

export type SettingsFile = z.output<typeof settingsFile>;

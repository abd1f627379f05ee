/**
 * What is deployed, as data: infra turns it into CloudFormation and the local cloud runs it, so nothing is said twice.
 * Import only this file from either.
 */

import { chatRules } from './manifest-chat-rules.ts';
import { receiveHealth, receiveQueuedHealth } from './manifest-health.ts';
import { serveOperations } from './manifest-operations.ts';
import { syncPullRequests } from './manifest-pull-requests.ts';
import { imagePushed } from './manifest-pushes.ts';
import { renderPromotion } from './manifest-rendering.ts';
import { sweep } from './manifest-sweep.ts';
import type { Access, FunctionManifest } from './manifest-types.ts';

export { environmentOf, type Resources } from './manifest-environment.ts';
export type { Access, EventPattern, FunctionManifest, Route, Rule, Trigger } from './manifest-types.ts';

/**
 * Megabytes. None needs half of it: the largest measured has 56 MB when it is loaded and a heap of 33 MB at work. Lambda
 * gives CPU by memory, and this is 0.29 of a core, at which a cold start of 0.1 s on a whole one takes a third of a
 * second (docs/deploy.md, "Memory and concurrency").
 */
const MEMORY = 512;

const task = (description: string, access: readonly Access[]): FunctionManifest => ({
  description,
  timeoutSeconds: 60,
  memoryMegabytes: MEMORY,
  access,
  trigger: { kind: 'task' },
});

/** Function id -> what it is. The code is `functions/<id>/handler.ts`, its export `handler`. */
export const functions = {
  'image-pushed': imagePushed,
  'git-changed': {
    description: 'Stores pipeline files and settings, and finds drift, when the configuration branch moves',
    timeoutSeconds: 60,
    memoryMegabytes: MEMORY,
    access: [
      'table:read',
      'table:write',
      'repository:read',
      'executions:start',
      'executions:answer',
      'dead-letters:send',
    ],
    trigger: {
      kind: 'rules',
      rules: [
        {
          name: 'git-changed',
          pattern: {
            source: ['aws.codecommit'],
            'detail-type': ['CodeCommit Repository State Change'],
            detail: {
              event: ['referenceCreated', 'referenceUpdated'],
              referenceType: ['branch'],
              repositoryName: ['${repository}'],
              referenceName: ['${branch}'],
            },
          },
        },
      ],
    },
  },
  'await-change': task(
    'Stores the token of a waiting promotion, looks whether it need wait, and tells agents of its commit',
    ['table:read', 'table:write', 'repository:read', 'executions:answer', 'agent-keys:read'],
  ),
  'check-gates': task('Evaluates the gates of a stage for the next wave of a promotion', [
    'table:read',
    'table:write',
    'repository:read',
  ]),
  'request-change': task('Hands the change of a wave to the committer of the branch', [
    'table:read',
    'table:write',
    'change-queue:send',
    'executions:answer',
  ]),
  'commit-changes': {
    description: 'The one committer of a branch: makes one commit of every waiting change',
    timeoutSeconds: 120,
    memoryMegabytes: MEMORY,
    access: [
      'table:read',
      'table:write',
      'repository:read',
      'repository:write',
      'pull-requests:read',
      'pull-requests:merge',
      'executions:answer',
      'change-queue:send',
    ],
    trigger: { kind: 'change-queue', batchSize: 10 },
  },
  'check-health': task(
    'Judges the targets of a wave by their reports, and ends what is healthy to the last',
    ['table:read', 'table:write', 'repository:read', 'executions:start', 'executions:answer'],
  ),
  'receive-health': receiveHealth,
  'receive-queued-health': receiveQueuedHealth,
  'complete-promotion': task('Ends a promotion as promoted, or repeats what its end calls for', [
    'table:read',
    'table:write',
    'executions:start',
    'executions:answer',
  ]),
  'fail-promotion': task('Records why a promotion failed and gives the stage on, or holds it', [
    'table:read',
    'table:write',
    'executions:start',
    'executions:answer',
  ]),
  'publish-events': {
    description: "Publishes every ledger entry on Towpath's own event bus",
    timeoutSeconds: 60,
    memoryMegabytes: MEMORY,
    access: ['events:put'],
    trigger: {
      kind: 'table-stream',
      batchSize: 100,
      // From push to commit takes less: one invocation for all of it. People wait longer for each other.
      batchingWindowSeconds: 5,
      maximumRetryAttempts: 10,
      filter: { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'LEDGER#' }] } } } },
    },
  },
  'relay-events': {
    description: "Hands Towpath's own events that people should hear of to the queue for chat",
    forSlack: true,
    timeoutSeconds: 30,
    memoryMegabytes: MEMORY,
    access: ['table:read', 'chat-queue:send', 'dead-letters:send'],
    trigger: {
      kind: 'rules',
      rules: chatRules,
    },
  },
  'sync-pull-requests': syncPullRequests,
  'receive-slack': {
    description: 'Takes what people press and type in Slack, if Slack has signed it, and queues it',
    forSlack: true,
    timeoutSeconds: 10,
    // An answer is due within three seconds, a cold start included: twice the CPU.
    memoryMegabytes: 2 * MEMORY,
    access: ['table:write', 'chat-queue:send', 'slack:read'],
    trigger: {
      kind: 'http',
      routes: [
        { method: 'POST', path: '/v1/slack/interactions', authorization: 'own' },
        { method: 'POST', path: '/v1/slack/commands', authorization: 'own' },
      ],
    },
  },
  'work-chat': {
    description: 'Posts and edits messages in Slack, and does what people asked for there',
    forSlack: true,
    timeoutSeconds: 30,
    memoryMegabytes: MEMORY,
    access: [
      'table:read',
      'table:write',
      'repository:read',
      'executions:answer',
      'chat-queue:send',
      'slack:read',
    ],
    trigger: { kind: 'chat-queue', batchSize: 1 },
  },
  sweep,
  'render-promotion': renderPromotion,
  'serve-console': {
    description: 'The web page and the API behind page and command line',
    timeoutSeconds: 30,
    memoryMegabytes: MEMORY,
    access: ['table:read', 'table:write', 'repository:read', 'executions:start', 'executions:answer'],
    trigger: {
      kind: 'http',
      routes: [
        { method: 'ANY', path: '/api/{proxy+}', authorization: 'people' },
        { method: 'ANY', path: '/iam/api/{proxy+}', authorization: 'callers' },
        { method: 'GET', path: '/', authorization: 'open' },
        { method: 'GET', path: '/{file}', authorization: 'open' },
      ],
    },
    assets: [{ from: 'dist/ui', to: 'ui' }],
  },
  'serve-operations': serveOperations,
} as const satisfies Readonly<Record<string, FunctionManifest>>;

export type FunctionId = keyof typeof functions;

/** The table; attribute names are those of `TABLE` in src/contract.ts, and a test holds the two together. */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  /** What change records carry: entries are only ever added. */
  stream: 'NEW_IMAGE',
  indexes: [{ name: 'byTime', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' }],
} as const;

/**
 * Changes to be committed. FIFO with the branch as message group, so that a branch has one committer at a time. The
 * visibility timeout is six times the function's timeout, as AWS recommends for event source mappings.
 */
export const changeQueue = { visibilityTimeoutSeconds: 720, maxReceiveCount: 5 } as const;

/**
 * Health reports of Argo CD. Not FIFO, which its notifications cannot send to. What waited for a day says nothing that a
 * later report does not say.
 */
export const reportQueue = {
  visibilityTimeoutSeconds: 360,
  maxReceiveCount: 5,
  retentionSeconds: 86_400,
} as const;
/** What people are told and have asked for in chat. As above; a busy Slack seldom asks to be left alone for longer. */
export const chatQueue = { visibilityTimeoutSeconds: 180, maxReceiveCount: 10 } as const;

export const stateMachine = { definition: 'state-machines/promotion.asl.json' } as const;

/** Replaces `${name}` in a pattern or a definition; a name without a value is an error. */
export function substitute<Template>(template: Template, values: Readonly<Record<string, string>>): Template {
  const text = JSON.stringify(template).replace(/\$\{([\w-]+)\}/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined)
      throw new Error(`No value for the placeholder \${${name}}. Known: ${Object.keys(values).join(', ')}.`);
    return JSON.stringify(value).slice(1, -1);
  });
  return JSON.parse(text) as Template;
}

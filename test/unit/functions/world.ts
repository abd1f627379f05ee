import { type Access, type FunctionId, functions } from '../../../functions/manifest.ts';
import type { Ports } from '../../../src/app/ports.ts';
import { createFakes, type Fakes } from '../../fakes/index.ts';

/** What a port's method needs of a role, as infra derives it from `access` in the manifest. */
const NEEDS: Readonly<Record<string, readonly Access[]>> = {
  'ledger.read': ['table:read'],
  'ledger.append': ['table:write'],
  'ledger.definition': ['table:read'],
  'ledger.putDefinition': ['table:write'],
  'ledger.pipelines': ['table:read'],
  'ledger.history': ['table:read'],
  'ledger.newest': ['table:read'],
  'configuration.settings': ['table:read'],
  'configuration.putSettings': ['table:write'],
  'configuration.report': ['table:read'],
  'configuration.putReport': ['table:write'],
  'changes.request': ['table:write', 'change-queue:send'],
  'changes.nudge': ['change-queue:send'],
  'changes.waiting': ['table:read'],
  'changes.remove': ['table:write'],
  'changes.committer': ['table:read'],
  'changes.putCommitter': ['table:write'],
  'waits.put': ['table:write'],
  'waits.get': ['table:read'],
  'health.report': ['table:read', 'table:write'],
  'health.reports': ['table:read'],
  'health.watch': ['table:write'],
  'health.watched': ['table:read'],
  'health.noteContent': ['table:write'],
  'health.unwatch': ['table:write'],
  'repository.tip': ['repository:read'],
  'repository.readFile': ['repository:read'],
  'repository.listFiles': ['repository:read'],
  'repository.changedPaths': ['repository:read'],
  'repository.addedOrRemovedPaths': ['repository:read'],
  'repository.commitInfo': ['repository:read'],
  'repository.commit': ['repository:write'],
  'pullRequests.propose': ['pull-requests:read', 'pull-requests:write', 'repository:read'],
  'pullRequests.read': ['pull-requests:read'],
  'pullRequests.merge': ['pull-requests:read', 'pull-requests:merge'],
  'pullRequests.comment': ['pull-requests:read', 'pull-requests:write'],
  'pullRequests.close': ['pull-requests:read', 'pull-requests:write'],
  'workflow.start': ['executions:start'],
  'workflow.answer': ['executions:answer'],
  'workflow.fail': ['executions:answer'],
  'workflow.running': ['executions:read'],
  'workflow.status': ['executions:read'],
  'registry.page': ['images:read'],
  'labels.revision': ['labels:read'],
  'memory.watermarks': ['table:read'],
  'memory.raiseWatermark': ['table:write'],
  'memory.stoppedAt': ['table:read'],
  'memory.putStoppedAt': ['table:write'],
  'agentKeys.text': ['agent-keys:read'],
  'waker.send': [],
  'wakes.claim': ['table:write'],
  'wakes.note': ['table:write'],
  'wakes.last': ['table:read'],
  'events.publish': ['events:put'],
  'deadLetters.put': ['dead-letters:send'],
  'deadLetterBox.count': ['dead-letters:count'],
  'deadLetterBox.lend': ['dead-letters:redrive'],
  'deadLetterBox.giveBack': ['dead-letters:redrive'],
  'deadLetterBox.remove': ['dead-letters:redrive'],
  'chat.post': ['slack:read'],
  'chat.update': ['slack:read'],
  'chat.tell': ['slack:read'],
  'chat.askReason': ['slack:read'],
  'chatMemory.posted': ['table:read'],
  'chatMemory.claim': ['table:write'],
  'chatMemory.put': ['table:write'],
  'chatMemory.forget': ['table:write'],
  'chatMemory.isFirst': ['table:write'],
  'chatQueue.send': ['chat-queue:send'],
  'chatSecrets.read': ['slack:read'],
};

/** What needs no role: time, the log, and a program on the function's own disk. */
const UNGUARDED = ['clock', 'log', 'renderer'];

/** The world that every handler finds; replace it for each test. */
export const world: { fakes: Fakes } = { fakes: createFakes() };

/** What each function has made use of. */
export const used = new Map<FunctionId, Set<Access>>();

/**
 * Stands in for functions/runtime.ts: the ports of the world as it then is, behind a role that has what the manifest
 * says and nothing else.
 */
export function createPorts(id: FunctionId): Ports {
  const port = (name: string): object =>
    new Proxy(
      {},
      {
        get: (_, property) => {
          const target = world.fakes.ports[name as keyof Ports] as unknown as Record<
            string | symbol,
            unknown
          >;
          const value = target[property];
          if (typeof value !== 'function') return value;
          return (...input: unknown[]) => {
            if (!UNGUARDED.includes(name)) demand(id, `${name}.${String(property)}`);
            return value.apply(target, input) as unknown;
          };
        },
      },
    );
  return Object.fromEntries(
    Object.keys(world.fakes.ports).map((name) => [name, port(name)]),
  ) as unknown as Ports;
}

function demand(id: FunctionId, call: string): void {
  for (const access of NEEDS[call] ?? []) {
    if (!(functions[id].access as readonly Access[]).includes(access))
      throw new Error(`AccessDenied: ${id} calls ${call}, which needs ${access}.`);
    used.set(id, (used.get(id) ?? new Set()).add(access));
  }
}

import type { Operation } from '../../../service.ts';
import type { Engine } from '../engine.ts';
import { findExecution } from './executions.ts';
import { arn } from './input.ts';
import { page } from './pages.ts';

export function historyOperations(engine: Engine): Record<string, Operation> {
  return {
    async GetExecutionHistory(input) {
      const { events } = findExecution(engine, arn(input, 'executionArn')).record;
      const ordered = input.reverseOrder === true ? [...events].reverse() : events;
      const { entries, ...token } = page(input, ordered, ({ id }) => id);
      return {
        events: entries.map(({ details, timestamp, ...event }) => ({
          ...event,
          timestamp: timestamp / 1000,
          ...details,
        })),
        ...token,
      };
    },
  };
}

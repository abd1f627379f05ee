import {
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Workflow } from '../ports/workflow.ts';

/** Limit of SendTaskFailure's cause. */
const LONGEST_CAUSE = 32_768;

export function createWorkflow(stateMachineArn: string, client: SFNClient = new SFNClient({})): Workflow {
  return {
    async start({ pipeline, promotion }) {
      // The same name with the same bytes is what makes a second start harmless, so the order of keys is fixed.
      const input = JSON.stringify({ pipeline, promotion });
      await ignoring(['ExecutionAlreadyExists'], () =>
        client.send(new StartExecutionCommand({ stateMachineArn, name: promotion, input })),
      );
    },
    async answer(taskToken) {
      await settling(() => client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' })));
    },
    async fail(taskToken, error, cause) {
      const input = { taskToken, error, cause: cause.slice(0, LONGEST_CAUSE) };
      await settling(() => client.send(new SendTaskFailureCommand(input)));
    },
  };
}

/** AWS documents both for a task that was answered or timed out before: settled already, which is what was wanted. */
const settling = (send: () => Promise<unknown>): Promise<void> =>
  ignoring(['TaskTimedOut', 'TaskDoesNotExist'], send);

async function ignoring(names: readonly string[], send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    if (!(error instanceof Error && names.includes(error.name))) throw error;
  }
}

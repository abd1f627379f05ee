import type { Input, Operation } from '../../../service.ts';
import type { Engine } from '../engine.ts';
import { jsonText, optionalText, text } from './input.ts';

export function taskCallbackOperations(engine: Engine): Record<string, Operation> {
  return {
    async SendTaskSuccess(input) {
      const token = taskToken(input);
      const { value } = jsonText(input, 'output', undefined, {
        code: 'InvalidOutput',
        title: 'Invalid Output',
      });
      engine.tokens.settle(token, { kind: 'succeeded', output: value });
      return {};
    },

    async SendTaskFailure(input) {
      engine.tokens.settle(taskToken(input), {
        kind: 'failed',
        error: optionalText(input, 'error', { max: 256 }),
        cause: optionalText(input, 'cause', { max: 32_768 }),
      });
      return {};
    },

    async SendTaskHeartbeat(input) {
      engine.tokens.heartbeat(taskToken(input), engine.now());
      return {};
    },
  };
}

function taskToken(input: Input): string {
  return text(input, 'taskToken', { min: 1, max: 2048 });
}

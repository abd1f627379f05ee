import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { functions, substitute } from '../../../functions/manifest.ts';
import { findErrorHandlingMistakes } from '../../../local/services/stepfunctions/definition-checks.ts';
import { DEFINITION, type Machine, README, withDiagram } from '../../../scripts/state-machine-diagram.ts';

const source = JSON.parse(readFileSync(DEFINITION, 'utf8')) as Machine;
const arns = Object.fromEntries(
  Object.keys(functions).map((id) => [id, `arn:aws:lambda:eu-west-1:111122223333:function:${id}`]),
);
const definition = substitute(source, arns);

type Json = Record<string, unknown>;
const states = Object.entries(definition.States) as unknown as [string, Json][];
const tasks = states.filter(([, { Type }]) => Type === 'Task');

describe('promotion.asl.json', () => {
  it('has what asl-validator misses: States.ALL last and alone, heartbeats shorter than timeouts', () => {
    expect(findErrorHandlingMistakes(definition)).toEqual([]);
  });

  it('is refused when a heartbeat is longer than its timeout', () => {
    const late = structuredClone(definition) as unknown as { States: Record<string, Json> };
    late.States.AwaitStage = { ...late.States.AwaitStage, HeartbeatSeconds: 2592000 };
    expect(findErrorHandlingMistakes(late)).not.toEqual([]);
  });

  it.each(tasks)('%s cannot wait for ever, and is retried', (_, task) => {
    expect(task.TimeoutSeconds ?? task.TimeoutSecondsPath).toBeDefined();
    expect(task.Retry).toBeDefined();
  });

  it.each(tasks.filter(([name]) => name !== 'FailPromotion'))('%s leaves no failure uncaught', (_, task) => {
    const catchers = task.Catch as { ErrorEquals: string[]; Next: string }[];
    expect(catchers.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'FailPromotion' });
  });

  it('is drawn in its README as it is now (npm run generate)', () => {
    const readme = readFileSync(README, 'utf8');
    expect(withDiagram(readme, source)).toBe(readme);
  });
});

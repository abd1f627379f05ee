import * as z from 'zod/mini';
import type { Using } from '../src/app/ports.ts';
import { traced } from '../src/aws/tracer.ts';
import { releaseOf } from '../src/domain/release.ts';

/** What the state machine gives to every task; it is ours, so a mismatch is a defect and fails loudly. */
export const promotionTask = z.object({ pipeline: z.string(), promotion: z.string() });

/** Compared as text (src/aws/task-token.ts), so all have milliseconds, of which nothing promises that whoever runs it writes them. */
const time = z.pipe(
  z.string(),
  z.transform((text) => new Date(text).toISOString()),
);

/** Executions that began before machines said when a task was begun give no more than the token. */
export const callbackTask = z.extend(promotionTask, {
  token: z.string(),
  enteredAt: z.exactOptional(time),
  retry: z.exactOptional(z.number()),
});

export const awaitTask = z.extend(callbackTask, {
  for: z.enum(['stage', 'gates', 'health']),
  until: z.optional(z.string()),
});

export const failureTask = z.extend(promotionTask, { error: z.string(), cause: z.string() });

interface Named {
  readonly pipeline: string;
  readonly promotion: string;
}

/** Runs a task and writes one line on it, by which the lines of one promotion are found: its id names its execution. */
export function logged<Input extends Named, Answer>(
  { log }: Using<'log'>,
  shape: z.ZodMiniType<Input>,
  run: (input: Input) => Promise<Answer>,
): (input: unknown) => Promise<Answer> {
  return traced(async (input) => {
    const task = shape.parse(input);
    const { pipeline, promotion } = task;
    const release = releaseOf(promotion);
    const correlation = { pipeline, promotion, ...(release && { release }), execution: promotion };
    try {
      const answer = await run(task);
      log.info('Task done', { ...correlation, ...verdictOf(answer) });
      return answer;
    } catch (error) {
      log.warn('Task failed', { ...correlation, error: error instanceof Error ? error.name : String(error) });
      throw error;
    }
  });
}

const verdictOf = (answer: unknown): object =>
  typeof answer === 'object' && answer !== null && 'verdict' in answer ? { verdict: answer.verdict } : {};

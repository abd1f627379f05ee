import type { DeadLetter } from '../../../../../local/services/lambda/async.ts';
import { createLambda, type LambdaOptions } from '../../../../../local/services/lambda/lambda.ts';
import type { LambdaHandler } from '../../../../../local/services/lambda/types.ts';
import { VirtualClock } from '../../../../../local/virtual-clock.ts';

const account = { accountId: '111122223333', region: 'eu-west-1' };

type SentLetter = DeadLetter & { readonly queue: string };

/** One function, `greet`, and time that moves by hand. */
export function inProcess(
  run: LambdaHandler,
  options: Partial<LambdaOptions> & { reservedConcurrency?: number } = {},
) {
  const clock = new VirtualClock('2026-11-20T22:05:00.123Z');
  const deadLetters: SentLetter[] = [];
  const { reservedConcurrency, ...rest } = options;
  let ids = 0;
  const lambda = createLambda({
    functions: [
      {
        id: 'greet',
        run,
        timeoutSeconds: 3,
        ...(reservedConcurrency !== undefined && { reservedConcurrency }),
      },
    ],
    account,
    clock,
    newId: () => `request-${++ids}`,
    sendToQueue: async (queue, letter) => void deadLetters.push({ queue, ...letter }),
    ...rest,
  });
  return { lambda, clock, deadLetters };
}

/** Each call runs until `finish` is called. */
export function handlerThatWaits() {
  const waiting: ((result: string) => void)[] = [];
  const handler = () => new Promise<string>((resolve) => waiting.push(resolve));
  return { handler, finish: (result: string) => waiting.shift()?.(result) };
}

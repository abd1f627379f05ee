import { type Input, ServiceError } from '../../../local/service.ts';
import { inProcess } from '../local/services/in-process.ts';

type Answer = (input: Input) => object;

/** A client's settings that give it these answers, and every request it made. */
export function scripted(target: string, answers: Readonly<Record<string, Answer>>) {
  const requests: { readonly operation: string; readonly input: Input }[] = [];
  const operations = Object.fromEntries(
    Object.entries(answers).map(([operation, answer]) => [
      operation,
      async (input: Input) => {
        requests.push({ operation, input });
        return answer(input);
      },
    ]),
  );
  return { settings: inProcess({ target, operations, close: async () => {} }), requests };
}

/** The answers in turn. */
export const inTurn = (...answers: readonly Answer[]): Answer => {
  const left = [...answers];
  return (input) => (left.shift() ?? failing('OutOfAnswers'))(input);
};

export const failing =
  (code: string, fields: Readonly<Record<string, unknown>> = {}): Answer =>
  () => {
    throw new ServiceError(code, code, { fields });
  };

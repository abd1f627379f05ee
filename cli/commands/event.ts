import type { AddCommand } from '../context.ts';
import { EXIT, UsageError } from '../exit-code.ts';
import { readInput } from '../io.ts';
import { examples } from './examples.ts';

const REQUIRED = ['source', 'detail-type', 'detail'] as const;

export const addEvent: AddCommand = (program, perform) => {
  program
    .command('event')
    .summary('put an event on the local bus')
    .description('Puts an EventBridge event on the local bus as it stands: a real ECR event can be replayed.')
    .argument('<file>', 'JSON, or - for stdin')
    .addHelpText('after', examples('towpath event push.json', 'jq .event archive.json | towpath event -'))
    .action((file: string) =>
      perform(async ({ local, output, io }) => {
        const event = parseEvent(file, await readInput(io, file));
        output.answer(await local.sendEvent(event), ({ id }) => `Accepted as event ${id}`);
        return EXIT.done;
      }),
    );
};

function parseEvent(file: string, text: string): object {
  const event = parseJson(file, text);
  if (typeof event !== 'object' || event === null || Array.isArray(event))
    throw new UsageError(`${file} is not one event: write a JSON object with ${REQUIRED.join(', ')}.`);
  const missing = REQUIRED.filter((key) => !(key in event));
  if (missing.length > 0)
    throw new UsageError(`${file} is not an EventBridge event: it has no ${missing.join(', no ')}.`);
  return event;
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`${file} is not JSON: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}

import type { ExitCode } from '../../../cli/exit-code.ts';
import type { Io } from '../../../cli/io.ts';
import { run } from '../../../cli/run.ts';
import { NOW } from './answers.ts';

export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

/** By `METHOD /path`; a function may answer anew each time. Anything else is 404. */
export type Answers = Readonly<Record<string, unknown>>;

export interface Outcome {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  readonly requests: readonly SentRequest[];
}

export const ENV = { TOWPATH_URL: 'http://towpath.test', TOWPATH_TOKEN: 'secret' };

export const answer = (status: number, body?: unknown): Answer & { isAnswer: true } => ({
  isAnswer: true,
  status,
  ...(body !== undefined && { body }),
});

/** Runs the program in process, as `towpath <command line>`, against canned answers. */
export async function towpath(
  argv: readonly string[],
  answers: Answers = {},
  io: Partial<Io> & { terminal?: number } = {},
): Promise<Outcome> {
  const requests: SentRequest[] = [];
  const [stdout, stderr] = [sink(io.terminal), sink()];
  const code = await run(argv, {
    env: ENV,
    fetch: cannedFetch(answers, requests),
    now: () => Date.parse(NOW),
    pollMs: 1,
    ...io,
    stdout,
    stderr,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text(), requests };
}

function cannedFetch(answers: Answers, requests: SentRequest[]): typeof fetch {
  return async (input, init = {}) => {
    const url = String(input);
    const { method = 'GET', body } = init;
    const headers = Object.fromEntries(new Headers(init.headers));
    requests.push({ method, url, headers, body: typeof body === 'string' ? JSON.parse(body) : undefined });
    const { pathname, search } = new URL(url);
    const canned = answers[`${method} ${pathname}${search}`] ?? answers[`${method} ${pathname}`];
    const found = typeof canned === 'function' ? canned() : canned;
    if (found === undefined) return respond(answer(404, { message: `${method} ${pathname} is not a page.` }));
    return respond(isAnswer(found) ? found : answer(200, found));
  };
}

const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && 'isAnswer' in value;

function respond({ status, body }: Answer): Response {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(body === undefined ? null : text, { status });
}

function sink(terminal?: number) {
  let written = '';
  return {
    write: (text: string) => {
      written += text;
    },
    text: () => written,
    isTTY: terminal !== undefined,
    columns: terminal,
  };
}

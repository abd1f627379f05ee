import type { Io } from '../io.ts';
import { type Look, lookOf } from './look.ts';
import { printable } from './printable.ts';

export type Render<Answer> = (answer: Answer, look: Look) => string;

export interface Output {
  readonly look: Look;
  /** The API's answer: as it came with --json, else for people. No answer (HTTP 204) prints nothing as JSON. */
  answer<Answer>(answer: Answer, render: Render<Answer>): void;
  /** The same, on one line: for answers that come one after another. */
  entry<Answer>(answer: Answer, render: Render<Answer>): void;
  /** A word for people; nothing with --json. */
  remark(text: string): void;
}

export function createOutput(io: Io, json: boolean): Output {
  const look = lookOf(io);
  const line = (text: string): void => {
    io.stdout.write(`${text}\n`);
  };
  const show = <Answer>(answer: Answer, render: Render<Answer>, indent: number): void => {
    if (!json) line(render(printable(answer), look));
    else if (answer !== undefined) line(JSON.stringify(answer, null, indent));
  };
  return {
    look,
    answer: (answer, render) => show(answer, render, 2),
    entry: (answer, render) => show(answer, render, 0),
    remark: (text) => {
      if (!json) line(printable(text));
    },
  };
}

import { styleText } from 'node:util';
import type { Io } from '../io.ts';

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';
export type Paint = (colour: Colour, text: string) => string;

/** How things look where they are printed. */
export interface Look {
  readonly paint: Paint;
  /** Of the terminal; undefined where lines may be as long as they are, in a file or a pipe. */
  readonly columns: number | undefined;
  /** Ages are counted to this moment, in milliseconds since the epoch. */
  readonly now: number;
}

export const plain: Paint = (_, text) => text;

/** https://no-color.org: set and not empty, it means no. */
export function lookOf({ stdout, env, now = Date.now }: Io): Look {
  const isTerminal = stdout.isTTY === true;
  const isColoured = isTerminal && (env.NO_COLOR ?? '') === '' && env.TERM !== 'dumb';
  return {
    // Whether to colour was decided above, for the sink that is written to; styleText would look at process.stdout.
    paint: isColoured ? (colour, text) => styleText(colour, text, { validateStream: false }) : plain,
    columns: isTerminal ? (stdout.columns ?? 80) : undefined,
    now: now(),
  };
}

import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import type { LogLine } from './types.ts';

/** Writes what functions print to `<directory>/<function>.log`: time, request id, line. */
export function logToDirectory(directory: string, clock: Clock): (line: LogLine) => void {
  mkdirSync(directory, { recursive: true });
  return ({ functionName, requestId, text }) => {
    const time = new Date(clock.now()).toISOString();
    appendFileSync(join(directory, `${functionName}.log`), `${time} ${requestId ?? '-'} ${text}\n`);
  };
}

import type { DiffView, FileDiffView } from '../../console/api/views.ts';
import type { Colour, Look, Paint } from './look.ts';
import { indent } from './table.ts';

/** What a promotion would still change: as `git diff` shows it, wave by wave. */
export function formatDiff({ promotion, files, same, commit, digest }: DiffView, { paint }: Look): string {
  const carried = same.length === 0 ? [] : [`Carry the release already: ${same.join(', ')}`];
  if (files.length === 0) return [`${promotion} would change nothing.`, ...carried].join('\n');
  return [
    ...files.map((file) => formatFile(file, paint)),
    ...carried,
    paint('dim', `At commit ${commit.slice(0, 8)}. To approve this diff and no other: --diff ${digest}`),
  ].join('\n\n');
}

function formatFile(file: FileDiffView, paint: Paint): string {
  if ('problem' in file)
    return `${paint('bold', file.overlay)} (wave ${file.wave}) ${paint('red', 'cannot be edited')}\n${indent(file.problem)}`;
  return [`${paint('bold', file.path)} (wave ${file.wave})`, ...paintLines(file.lines, paint)].join('\n');
}

const COLOURS: Readonly<Record<string, Colour>> = { '+': 'green', '-': 'red', '@': 'cyan' };

export const paintLines = (lines: readonly string[], paint: Paint): string[] =>
  lines.map((line) => paintLine(line, paint));

function paintLine(line: string, paint: Paint): string {
  const colour = COLOURS[line.slice(0, 1)];
  return colour === undefined ? line : paint(colour, line);
}

import type { DiffView } from '../../api/views.ts';

/** The diff as it is now, with the files of waves that have been written since: they stay where the reader saw them. */
export function withWritten(
  before: DiffView | undefined,
  now: DiffView,
  isWritten: (wave: number) => boolean,
): DiffView {
  const there = new Set(now.files.map(placeOf));
  const written = (before?.files ?? []).filter((file) => isWritten(file.wave) && !there.has(placeOf(file)));
  const files = [...written, ...now.files].sort((a, b) => a.wave - b.wave);
  return { ...now, files };
}

const placeOf = (file: DiffView['files'][number]): string =>
  `${file.wave} ${'path' in file ? file.path : file.overlay}`;

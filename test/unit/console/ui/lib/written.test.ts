import { expect, it } from 'vitest';
import type { DiffView } from '../../../../../console/api/views.ts';
import { withWritten } from '../../../../../console/ui/lib/written.ts';

const file = (wave: number, path: string) => ({
  ...{ wave, path, overlay: path, added: 1, removed: 1, lines: ['-a', '+b'] },
});
const diff = (digest: string, ...files: DiffView['files']): DiffView => ({
  ...{ promotion: 'p', commit: digest, same: [], digest, files },
});
const before = diff('one', file(1, 'a'), { wave: 2, overlay: 'b', problem: 'broken' }, file(3, 'c'));

it('keeps what was written where it was, in a diff that is the new one', () => {
  const now = withWritten(before, diff('two', file(3, 'c2')), (wave) => wave < 3);
  expect(now.digest).toBe('two');
  expect(now.files.map(({ wave, overlay }) => `${wave} ${overlay}`)).toEqual(['1 a', '2 b', '3 c2']);
});

it('keeps nothing that is not written, and nothing twice', () => {
  expect(withWritten(before, diff('two', file(1, 'a')), () => false).files).toEqual([file(1, 'a')]);
  expect(withWritten(before, diff('two', file(1, 'a')), (wave) => wave === 1).files).toEqual([file(1, 'a')]);
  expect(withWritten(undefined, before, () => true)).toEqual(before);
});

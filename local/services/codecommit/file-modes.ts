import { MODE } from './git/tree.ts';
import { failure } from './input.ts';

export type FileMode = 'NORMAL' | 'EXECUTABLE' | 'SYMLINK';

const GIT_MODES: Readonly<Record<FileMode, string>> = {
  NORMAL: MODE.file,
  EXECUTABLE: MODE.executable,
  SYMLINK: MODE.symbolicLink,
};

/** CodeCommit's word for a mode of git's. Old repositories also hold group-writable files, 100664. */
export function fileMode(gitMode: string): FileMode {
  if (gitMode === MODE.symbolicLink) return 'SYMLINK';
  return gitMode === MODE.executable ? 'EXECUTABLE' : 'NORMAL';
}

/** @throws InvalidFileModeException */
export function gitMode(mode: string): string {
  const found = Object.hasOwn(GIT_MODES, mode) ? GIT_MODES[mode as FileMode] : undefined;
  if (found !== undefined) return found;
  throw failure('InvalidFileModeException', `"${mode}" is not NORMAL, EXECUTABLE or SYMLINK`);
}

import { EditRefusedError, type Source } from './errors.ts';

/**
 * Characters over which parsers differ. those of kustomize and Helm (YAML 1.1) end a line at each of these, even in a comment; ours
 * (YAML 1.2) does not, so the two would read different files.
 */
const FOREIGN_BREAK = /\r(?!\n)|[\u0085\u2028\u2029]/;

/** What a decoder leaves of bytes that are no UTF-8: written back, those bytes would be lost. */
const UNDECODED = /\uFFFD/;

export function requireText(source: Source): void {
  const broken = FOREIGN_BREAK.exec(source.text);
  if (broken) {
    const code = broken[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
    throw new EditRefusedError(
      source,
      broken.index,
      `kustomize and Helm end the line here (U+${code}). Use ordinary line breaks.`,
    );
  }
  const undecoded = UNDECODED.exec(source.text);
  if (undecoded)
    throw new EditRefusedError(source, undecoded.index, 'these bytes are not UTF-8. Save the file as UTF-8.');
}

import type { Carried } from '../updaters/carried.ts';
import { artifactsOf, carriesEdit, type Edit } from '../updaters/edits.ts';
import type { Intent } from '../updaters/intent.ts';
import { EditRefusedError } from '../updaters/text/errors.ts';
import { readUpdate } from '../updaters/updaters.ts';

/** What a file says in the values that an edit owns. */
export interface HeldInFile {
  /** Whether it says what the edit would make it say. */
  readonly carries: boolean;
  /** For people: `checkout 1.4.0 (sha256:3f9c...)`. */
  readonly sentence: string;
  /** The same for the same values, whatever else the file says. */
  readonly key: string;
  /** The artifacts there, if each is held by one digest: a release is known by them. */
  readonly artifacts?: readonly Pick<Intent, 'name' | 'image' | 'digest'>[];
}

/** @param text undefined where there is no file, or none that can be read as text */
export function heldInFile(text: string | undefined, edit: Edit, file: string): HeldInFile {
  if (text === undefined) return { carries: false, sentence: `${file} cannot be read`, key: 'no file' };
  try {
    const carries = carriesEdit(text, edit, file);
    const held = artifactsOf(edit).map((intent, index) => ({
      intent,
      values: read(text, edit, index, file),
    }));
    const sentence = held.map(({ intent, values }) => sayHeld(intent, values)).join(' and ');
    const key = JSON.stringify([carries, held.map(({ values }) => values)]);
    const artifacts = held.flatMap(({ intent, values }) => artifactIn(intent, values) ?? []);
    return { carries, sentence, key, ...(artifacts.length === held.length && { artifacts }) };
  } catch (error) {
    if (!(error instanceof EditRefusedError)) throw error;
    return { carries: false, sentence: error.message, key: `refused: ${error.message}` };
  }
}

function read(text: string, edit: Edit, index: number, file: string): readonly Carried[] {
  const address =
    'images' in edit
      ? ({ kind: 'kustomize', name: artifactsOf(edit)[index]?.name ?? '' } as const)
      : edit.updates[index]?.address;
  return address === undefined ? [] : readUpdate(text, address, file);
}

/** What is to be there, in the words of what is. */
export const sayPromoted = (artifacts: readonly Intent[]): string =>
  artifacts.map(({ name, tag, digest }) => say(name, [tag], [digest])).join(' and ');

function sayHeld({ name, image }: Intent, values: readonly Carried[]): string {
  const repositories = distinct(values, 'repository').filter((repository) => repository !== image);
  const tags = distinct(values, 'tag');
  const digests = distinct(values, 'digest');
  const what = [...repositories.map((repository) => `from ${repository}`), ...tags];
  return what.length + digests.length === 0 ? `${name} without a value` : say(name, what, digests);
}

const say = (name: string, what: readonly string[], digests: readonly string[]): string =>
  [name, ...what, ...digests.map((digest) => `(${digest.slice(0, SHORT_DIGEST)})`)].join(' ');

/** `sha256:` and twelve digits. */
const SHORT_DIGEST = 19;

const distinct = (values: readonly Carried[], part: keyof Carried): string[] => [
  ...new Set(values.flatMap((value) => value[part] ?? [])),
];

function artifactIn(
  { name, image }: Intent,
  values: readonly Carried[],
): Pick<Intent, 'name' | 'image' | 'digest'> | undefined {
  const [digest, another] = distinct(values, 'digest');
  const isElsewhere = distinct(values, 'repository').some((repository) => repository !== image);
  return digest === undefined || another !== undefined || isElsewhere ? undefined : { name, image, digest };
}

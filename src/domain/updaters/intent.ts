import { EditRefusedError } from './text/errors.ts';

/** One artifact as a file is to carry it. */
export interface Intent {
  /** Of an image: as it stands in the overlays, the `name` of an entry of `images:`. */
  readonly name: string;
  /** Where it comes from (`Artifact.image`), e.g. `111122223333.dkr.ecr.eu-west-1.amazonaws.com/checkout`. */
  readonly image: string;
  readonly tag: string;
  /** `sha256:` and 64 hex digits; of a git tag the commit. */
  readonly digest: string;
}

/**
 * What may be written. The tag is as the OCI distribution specification has it. Names are kept to what kustomize, which
 * takes `name` for a regular expression, reads as itself.
 */
const RULES = {
  name: { pattern: /^\w[\w./:@-]*$/, wanted: 'letters, digits and . _ - / : @' },
  image: { pattern: /^\w[\w./:-]*$/, wanted: 'a repository: letters, digits and . _ - / :' },
  tag: { pattern: /^\w[\w.-]{0,127}$/, wanted: 'at most 128 letters, digits and . _ -' },
  // ECR's real ones have 64 digits, the one in its user guide's example has 60.
  digest: { pattern: /^sha256:[0-9a-f]{60,64}$/, wanted: 'sha256: and 64 hex digits' },
} as const;

/** git allows more than this; not all that it allows can stand in a file, or an address, as it is. */
const GIT_RULES = {
  ...RULES,
  tag: { pattern: /^\w[\w.+/-]{0,254}$/, wanted: 'at most 255 letters, digits and . _ + - /' },
  digest: { pattern: /^[0-9a-f]{40}$/, wanted: '40 hex digits' },
} as const;

/** Refuses edits that no overlay could carry, so that nothing but plain words ever reaches a file. */
export function requireWritable(edits: readonly Intent[], file: string): void {
  for (const edit of edits) {
    const rules = edit.image.startsWith('arn:') ? GIT_RULES : RULES;
    for (const [part, { pattern, wanted }] of Object.entries(rules)) {
      const value = edit[part as keyof Intent];
      if (!pattern.test(value))
        throw nowhere(
          file,
          `the release's ${part} ${JSON.stringify(value)} cannot be written: use ${wanted}`,
        );
    }
    if (edits.some((other) => other !== edit && other.name === edit.name))
      throw nowhere(
        file,
        `two artifacts are named ${edit.name}: give each its own name in the pipeline file`,
      );
  }
}

/** What is wrong lies in what was asked for, not in the file. */
const nowhere = (file: string, message: string) => new EditRefusedError({ file, text: '' }, 0, message);

/** What a stage does about a change by hand of a value that its promotion wrote. */
export type OnDrift = 'report' | 'adopt' | 'restore';

/** A value that was promoted and that somebody has changed by hand. */
export interface Drift {
  readonly overlay: string;
  readonly file: string;
  /** The release that the stage has. */
  readonly release: string;
  /** What is there, and what was promoted, for people. */
  readonly found: string;
  readonly promoted: string;
  /** The commit that changed it, and its author as git names them; empty when nobody can tell. */
  readonly commit: string;
  readonly author: string;
  readonly response: OnDrift;
  /** Why it is only reported although the pipeline wants more. */
  readonly why?: string;
  /** The promotion that was writing the stage: it is judged again once that has ended. */
  readonly during?: string;
  readonly at: string;
}

/** A store takes so much in one transaction; what is left is recorded by the next decision. */
export const MOST_RECORDED = 20;

/** What tells the values of a stage apart. */
export const isSamePlace = (
  a: Pick<Drift, 'overlay' | 'file'>,
  b: Pick<Drift, 'overlay' | 'file'>,
): boolean => a.overlay === b.overlay && a.file === b.file;

/** Drift as people read it. */
export const driftSentence = ({
  file,
  found,
  promoted,
  commit,
  author,
  response,
  why,
  during,
}: Omit<Drift, 'at' | 'overlay' | 'release'>): string => {
  const said = `${file} says ${found}, promoted was ${promoted}; changed by ${author === '' ? 'somebody' : author} in ${commit.slice(0, 8)}`;
  if (during !== undefined) return `${said}, while ${during} is under way`;
  return why === undefined ? `${said}; ${DOES[response]}` : `${said}; only reported: ${why}`;
};

const DOES: Readonly<Record<OnDrift, string>> = {
  report: 'only reported',
  adopt: 'a promotion adopts it',
  restore: 'a promotion puts it back',
};

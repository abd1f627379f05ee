import type { Clock } from '../../clock.ts';
import type { PullRequestChange, ReferenceChange } from './events.ts';

export interface CodeCommitOptions {
  /** Holds one bare repository per folder, `<name>.git`. It is made when missing. */
  readonly directory: string;
  readonly clock: Clock;
  /**
   * Told of every change of a branch or tag, in order per repository. A change counts as announced once this returns
   * or resolves; where it throws, or the process dies before, the change is announced again with the next one or at
   * the next start. It may be called before `createCodeCommit` resolves, with what a crash left untold.
   */
  readonly onReferenceChange: (change: ReferenceChange) => void | Promise<void>;
  /** Told of every change of a pull request, likewise; with the next one, or at the next start, where it throws. */
  readonly onPullRequestChange?: (change: PullRequestChange) => void | Promise<void>;
  readonly region?: string;
  readonly accountId?: string;
  /** Where the smart HTTP handler is mounted, e.g. `http://127.0.0.1:4566`; asked for each clone URL. */
  readonly endpoint?: () => string;
  /** Makes the ids of repositories; random UUIDs unless given. */
  readonly newId?: () => string;
  /** Told of announcements under way: a virtual clock's `track`, so that time stands still meanwhile. */
  readonly track?: (work: Promise<unknown>) => unknown;
}

/** The options with their defaults, and what follows from them. */
export interface Settings extends Required<Omit<CodeCommitOptions, 'endpoint'>> {
  readonly endpoint: (() => string) | undefined;
  /** Who events name as the caller: the API as an assumed role, plain git as a user, as on AWS. */
  readonly callers: { readonly api: string; readonly git: string };
}

export const repositoryArn = (settings: Settings, name: string) =>
  `arn:aws:codecommit:${settings.region}:${settings.accountId}:${name}`;

export function withDefaults(options: CodeCommitOptions, randomId: () => string): Settings {
  const accountId = options.accountId ?? '111122223333';
  return {
    directory: options.directory,
    clock: options.clock,
    onReferenceChange: options.onReferenceChange,
    onPullRequestChange: options.onPullRequestChange ?? (() => {}),
    region: options.region ?? 'eu-west-1',
    accountId,
    endpoint: options.endpoint,
    newId: options.newId ?? randomId,
    track: options.track ?? (() => {}),
    callers: {
      api: `arn:aws:sts::${accountId}:assumed-role/local/api`,
      git: `arn:aws:iam::${accountId}:user/git`,
    },
  };
}

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Input } from '../../../service.ts';
import type { ReferenceChange } from '../events.ts';
import { readJson, writeJson } from '../files.ts';
import { failure, requiredText } from '../input.ts';
import { directoryOf } from '../repository.ts';
import { type Serial, serial } from '../serial.ts';
import type { Settings } from '../settings.ts';
import { type Happening, pullRequestChange } from './events.ts';
import { type PullRequest, revisionOf } from './record.ts';

const FOLDER = 'pull-requests';

/** What an operation makes of a pull request; without `happened` nobody is told. */
export interface Outcome {
  readonly pull: PullRequest;
  readonly happened?: Happening;
}

/** Gives the commit that a full reference name stands for. */
export type TipOf = (repository: string, reference: string) => Promise<string | undefined>;

/**
 * The pull requests of all repositories, one file each beside the objects of its repository. Their ids are the account's.
 * What is to be told is stored with the change, so that a crash in between tells it later, or twice.
 */
export class PullRequests {
  readonly takingTurns: Serial = serial();
  readonly #settings: Settings;
  readonly #tipOf: TipOf;
  readonly #byId = new Map<string, PullRequest>();

  constructor(settings: Settings, tipOf: TipOf) {
    this.#settings = settings;
    this.#tipOf = tipOf;
  }

  /** Reads what is stored of these repositories. */
  async load(repositories: readonly string[]): Promise<void> {
    for (const name of repositories) {
      const folder = this.#folder(name);
      await mkdir(folder, { recursive: true });
      for (const file of (await readdir(folder)).filter((found) => found.endsWith('.json'))) {
        const pull = (await readJson(join(folder, file))) as PullRequest;
        this.#byId.set(pull.id, pull);
      }
    }
  }

  /** Tells what a crash left untold. */
  async tellMissed(): Promise<void> {
    await this.takingTurns(async () => {
      for (const pull of this.#byId.values()) await this.#tell(pull);
    });
  }

  nextId(): string {
    return String(Math.max(0, ...[...this.#byId.keys()].map(Number)) + 1);
  }

  /** As stored, newest first. */
  list(): PullRequest[] {
    return [...this.#byId.values()].sort((a, b) => Number(b.id) - Number(a.id));
  }

  /** @throws PullRequestDoesNotExistException and what a bad id gets */
  async get(input: Input): Promise<PullRequest> {
    const id = requiredText(input, 'pullRequestId', 'PullRequestIdRequiredException');
    if (!/^\d+$/.test(id)) throw failure('InvalidPullRequestIdException', `"${id}" is not a number`);
    const found = this.#byId.get(id);
    if (found === undefined)
      throw failure('PullRequestDoesNotExistException', `there is no pull request ${id}`);
    return this.#atTips(found);
  }

  /** One change at a time: what `make` is given is what its result replaces. */
  change(input: Input, caller: string, make: (pull: PullRequest) => Promise<Outcome>): Promise<PullRequest> {
    return this.takingTurns(async () => this.put(await make(await this.get(input)), caller));
  }

  /** To be called in turn. */
  async put({ pull, happened }: Outcome, caller: string): Promise<PullRequest> {
    const lastActivity = this.#settings.clock.now();
    const touched = { ...pull, lastActivity };
    const news = happened && pullRequestChange(this.#settings, touched, happened, caller);
    const next = news === undefined ? touched : { ...touched, untold: [...pull.untold, news] };
    await this.#write(next);
    return this.#tell(next);
  }

  /** A move of a branch: open pull requests from it get a new revision, without the approvals of the former one. */
  async follow({ detail }: ReferenceChange): Promise<void> {
    const { repositoryName, referenceFullName, commitId, callerUserArn } = detail;
    if (commitId === undefined) return;
    await this.takingTurns(async () => {
      for (const pull of this.list()) {
        const isOf = pull.repository === repositoryName && pull.source === referenceFullName;
        if (!isOf || pull.status !== 'OPEN' || pull.sourceCommit === commitId) continue;
        const moved = { ...pull, sourceCommit: commitId };
        const approvals = pull.approvals.filter(({ revision }) => revision === revisionOf(moved));
        const said = `The pull request was updated with one or more commits to the source branch: ${detail.referenceName}.`;
        const happened = { event: 'pullRequestSourceBranchUpdated', said };
        await this.put({ pull: { ...moved, approvals }, happened }, callerUserArn ?? pull.author);
      }
    });
  }

  async #atTips(pull: PullRequest): Promise<PullRequest> {
    if (pull.status === 'CLOSED') return pull;
    const sourceCommit = (await this.#tipOf(pull.repository, pull.source)) ?? pull.sourceCommit;
    const destinationCommit =
      (await this.#tipOf(pull.repository, pull.destination)) ?? pull.destinationCommit;
    return { ...pull, sourceCommit, destinationCommit };
  }

  async #tell(pull: PullRequest): Promise<PullRequest> {
    if (pull.untold.length === 0) return pull;
    try {
      for (const change of pull.untold) await this.#settings.onPullRequestChange(change);
    } catch (cause) {
      process.emitWarning(new Error(`a change of pull request ${pull.id} could not be told yet`, { cause }));
      return pull;
    }
    return this.#write({ ...pull, untold: [] });
  }

  async #write(pull: PullRequest): Promise<PullRequest> {
    await mkdir(this.#folder(pull.repository), { recursive: true });
    await writeJson(join(this.#folder(pull.repository), `${pull.id}.json`), pull);
    this.#byId.set(pull.id, pull);
    return pull;
  }

  readonly #folder = (repository: string) => join(directoryOf(this.#settings, repository), FOLDER);
}

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Input, ServiceError } from '../../service.ts';
import { failure, repositoryName } from './input.ts';
import { PullRequests } from './pull-requests/store.ts';
import { Repository } from './repository.ts';
import { serial } from './serial.ts';
import type { Settings } from './settings.ts';

/** All repositories of one directory. */
export class Repositories {
  readonly settings: Settings;
  readonly #byName: Map<string, Repository>;
  readonly #creating = serial();
  readonly pullRequests: PullRequests;

  private constructor(settings: Settings) {
    this.settings = {
      ...settings,
      onReferenceChange: async (change) => {
        await settings.onReferenceChange(change);
        await this.pullRequests.follow(change);
      },
    };
    this.#byName = new Map();
    this.pullRequests = new PullRequests(
      this.settings,
      async (name, reference) => (await this.find(name)?.objects.info(reference))?.id,
    );
  }

  static async open(settings: Settings): Promise<Repositories> {
    await mkdir(settings.directory, { recursive: true });
    const folders = await readdir(settings.directory);
    const unfinished = folders.filter((folder) => folder.startsWith('.unfinished-'));
    await Promise.all(unfinished.map((folder) => rm(join(settings.directory, folder), { recursive: true })));
    const names = folders
      .filter((folder) => folder.endsWith('.git'))
      .map((folder) => folder.slice(0, -'.git'.length));
    const opened = new Repositories(settings);
    await opened.pullRequests.load(names);
    for (const repository of await Promise.all(names.map((name) => Repository.open(opened.settings, name))))
      opened.#byName.set(repository.name, repository);
    await opened.pullRequests.tellMissed();
    return opened;
  }

  list(): readonly Repository[] {
    return [...this.#byName.values()];
  }

  find(name: string): Repository | undefined {
    return this.#byName.get(name);
  }

  create(name: string, description: string | undefined): Promise<Repository> {
    return this.#creating(async () => {
      if (this.#byName.has(name))
        throw new ServiceError('RepositoryNameExistsException', `a repository named ${name} exists already`);
      const repository = await Repository.create(this.settings, name, {
        id: this.settings.newId(),
        ...(description === undefined ? {} : { description }),
        created: this.settings.clock.now(),
      });
      this.#byName.set(name, repository);
      return repository;
    });
  }

  async close(): Promise<void> {
    await this.#creating(async () => {});
    await this.pullRequests.takingTurns(async () => {});
    await Promise.all(this.list().map((repository) => repository.close()));
  }
}

/** The one that a call is about. */
export function existingRepository(repositories: Repositories, input: Input): Repository {
  const name = repositoryName(input);
  const found = repositories.find(name);
  if (found === undefined)
    throw failure('RepositoryDoesNotExistException', `there is no repository named ${name}`);
  return found;
}

import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '../../service.ts';
import { Repository } from './repository.ts';
import { serial } from './serial.ts';
import type { Settings } from './settings.ts';

/** All repositories of one directory. */
export class Repositories {
  readonly settings: Settings;
  readonly #byName: Map<string, Repository>;
  readonly #creating = serial();

  private constructor(settings: Settings, repositories: readonly Repository[]) {
    this.settings = settings;
    this.#byName = new Map(repositories.map((repository) => [repository.name, repository]));
  }

  static async open(settings: Settings): Promise<Repositories> {
    await mkdir(settings.directory, { recursive: true });
    const folders = await readdir(settings.directory);
    const unfinished = folders.filter((folder) => folder.startsWith('.unfinished-'));
    await Promise.all(unfinished.map((folder) => rm(join(settings.directory, folder), { recursive: true })));
    const names = folders
      .filter((folder) => folder.endsWith('.git'))
      .map((folder) => folder.slice(0, -'.git'.length));
    return new Repositories(
      settings,
      await Promise.all(names.map((name) => Repository.open(settings, name))),
    );
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
    await Promise.all(this.list().map((repository) => repository.close()));
  }
}

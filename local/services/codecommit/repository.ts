import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { Announcer } from './announcer.ts';
import { type Move, referenceChange } from './events.ts';
import { readJson, writeJson } from './files.ts';
import { ObjectStore } from './git/object-store.ts';
import { runGit } from './git/process.ts';
import { removeStaleLocks } from './git/stale-locks.ts';
import { References } from './references.ts';
import { type Serial, serial } from './serial.ts';
import { repositoryArn, type Settings } from './settings.ts';

export interface Metadata {
  readonly id: string;
  readonly description?: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

const METADATA = 'codecommit.json';
const ANNOUNCED = 'announced.json';
const CHANGES_BETWEEN_HOUSEKEEPING = 500;

/** One bare repository and the git processes that serve it. */
export class Repository {
  readonly name: string;
  readonly directory: string;
  readonly metadata: Metadata;
  readonly objects: ObjectStore;
  readonly references: References;
  /** Pushes go one after another: then each change of a reference belongs to exactly one of them. */
  readonly pushing: Serial = serial();
  #changes = 0;
  #housekeeping: Promise<unknown> | undefined;
  readonly #closing = new AbortController();

  private constructor(
    name: string,
    directory: string,
    metadata: Metadata,
    objects: ObjectStore,
    references: References,
  ) {
    this.name = name;
    this.directory = directory;
    this.metadata = metadata;
    this.objects = objects;
    this.references = references;
  }

  /** Makes the repository whole in a folder aside, so that a crash leaves either all of it or nothing. */
  static async create(settings: Settings, name: string, metadata: Metadata): Promise<Repository> {
    const unfinished = join(settings.directory, `.unfinished-${metadata.id}`);
    await mkdir(unfinished, { recursive: true });
    await runGit(['init', '--quiet', '--bare', '--initial-branch=main', '--template=', unfinished]);
    await writeJson(join(unfinished, METADATA), metadata);
    await writeJson(join(unfinished, ANNOUNCED), {});
    await rename(unfinished, directoryOf(settings, name));
    return Repository.open(settings, name);
  }

  static async open(settings: Settings, name: string): Promise<Repository> {
    const directory = directoryOf(settings, name);
    await removeStaleLocks(directory);
    const metadata = (await readJson(join(directory, METADATA))) as Metadata;
    const objects = new ObjectStore(directory);
    const identity = { id: metadata.id, name, arn: repositoryArn(settings, name) };
    const announcer = await Announcer.open(join(directory, ANNOUNCED), {
      tell: async (move) =>
        settings.onReferenceChange(referenceChange(identity, await toCommits(objects, move))),
      track: settings.track,
    });
    const references = new References(directory, announcer, settings.callers);
    await references.noteMissed();
    return new Repository(name, directory, metadata, objects, references);
  }

  /** To be called after changes: lets git pack what has gathered, now and then and in the background. */
  noteChange(): void {
    this.#changes += 1;
    if (this.#changes % CHANGES_BETWEEN_HOUSEKEEPING !== 0 || this.#housekeeping !== undefined) return;
    const { signal } = this.#closing;
    this.#housekeeping = runGit(['--git-dir', this.directory, 'gc', '--auto', '--quiet'], { signal })
      .catch((error: unknown) => {
        if (!signal.aborted) process.emitWarning(String(error));
      })
      .finally(() => {
        this.#housekeeping = undefined;
      });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#housekeeping;
    await this.pushing(async () => {});
    await this.references.close();
    await this.objects.close();
  }
}

export const directoryOf = (settings: Settings, name: string) => join(settings.directory, `${name}.git`);

/** Events name commits, also where the reference is an annotated tag. */
async function toCommits(objects: ObjectStore, move: Move): Promise<Move> {
  const commit = async (id: string | undefined) => {
    if (id === undefined) return undefined;
    return (await objects.info(`${id}^{commit}`))?.id ?? id;
  };
  return { ...move, from: await commit(move.from), to: await commit(move.to) };
}

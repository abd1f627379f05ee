import type { Clock } from '../../clock.ts';
import { type Journal, openJournal } from '../../journal.ts';
import { ServiceError } from '../../service.ts';

export interface Image {
  readonly digest: string;
  readonly tags: ReadonlySet<string>;
  /** Milliseconds since the epoch; a second tag does not change it. */
  readonly pushedAt: number;
  readonly sizeInBytes: number;
  readonly manifestMediaType: string;
  readonly artifactMediaType?: string;
  /** Of the manifest. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** In the image's configuration. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Of an index: the manifests that it lists. */
  readonly children?: readonly { readonly digest: string; readonly platform: string }[];
}

export interface Repository {
  readonly name: string;
  readonly createdAt: number;
  readonly tagMutability: string;
  /** By digest, in the order of their pushes. */
  readonly images: Map<string, Image>;
}

/** One manifest put under one tag, or under none. ECR announces each. */
export interface Push extends Omit<Image, 'tags'> {
  readonly repository: string;
  readonly tag: string | undefined;
}

type Entry =
  | { type: 'repository'; name: string; createdAt: number; tagMutability: string }
  | { type: 'push'; id: number; push: Push }
  | { type: 'unannounced'; id: number; push: Push }
  | { type: 'announced'; id: number }
  | { type: 'image'; repository: string; image: Omit<Image, 'tags'> & { tags: string[] } };

/** Repositories and images, and which pushes nobody was told of yet. */
export class Registry {
  readonly accountId: string;
  readonly #clock: Clock;
  readonly #journal: Journal<Entry>;
  readonly #repositories = new Map<string, Repository>();
  readonly #unannounced = new Map<number, Push>();
  #pushes = 0;

  constructor(options: { clock: Clock; accountId: string; file: string | undefined }) {
    this.accountId = options.accountId;
    this.#clock = options.clock;
    this.#journal = openJournal<Entry>({
      file: options.file,
      apply: (entry) => this.#apply(entry),
      snapshot: () => this.#snapshot(),
    });
  }

  /** @throws RepositoryNotFoundException */
  find(name: string): Repository {
    const repository = this.#repositories.get(name);
    if (repository) return repository;
    throw new ServiceError(
      'RepositoryNotFoundException',
      `The repository with name '${name}' does not exist in the registry with id '${this.accountId}'`,
    );
  }

  repositories(): Repository[] {
    return [...this.#repositories.values()];
  }

  create(name: string, tagMutability: string): Repository {
    if (this.#repositories.has(name)) {
      throw new ServiceError(
        'RepositoryAlreadyExistsException',
        `The repository with name '${name}' already exists in the registry with id '${this.accountId}'`,
      );
    }
    this.#journal.append({ type: 'repository', name, createdAt: this.#clock.now(), tagMutability });
    return this.find(name);
  }

  /**
   * Stores pushes, all or none, and returns each with its number for `announced`.
   * @throws ImageAlreadyExistsException for an image that is there under this tag already
   * @throws ImageTagAlreadyExistsException for a tag that would move in a repository that forbids it
   */
  push(pushes: readonly Push[]): [number, Push][] {
    for (const push of pushes) this.#assertNew(push);
    return pushes.map((push) => {
      const id = this.#pushes + 1;
      this.#journal.append({ type: 'push', id, push });
      return [id, push];
    });
  }

  unannounced(): [number, Push][] {
    return [...this.#unannounced];
  }

  announced(id: number): void {
    this.#journal.append({ type: 'announced', id });
  }

  close(): void {
    this.#journal.close();
  }

  #assertNew({ repository: name, tag, digest }: Push): void {
    const { images, tagMutability } = this.find(name);
    if (tag === undefined) return;
    const where = `already exists in the repository with name '${name}' in registry with id '${this.accountId}'`;
    if (images.get(digest)?.tags.has(tag)) {
      throw new ServiceError(
        'ImageAlreadyExistsException',
        `Image with digest '${digest}' and tag '${tag}' ${where}`,
      );
    }
    if (tagMutability === 'IMMUTABLE' && [...images.values()].some(({ tags }) => tags.has(tag))) {
      throw new ServiceError(
        'ImageTagAlreadyExistsException',
        `The image tag '${tag}' ${where} and cannot be overwritten because the repository is immutable.`,
      );
    }
  }

  #apply(entry: Entry): void {
    switch (entry.type) {
      case 'repository': {
        const { name, createdAt, tagMutability } = entry;
        this.#repositories.set(name, { name, createdAt, tagMutability, images: new Map() });
        break;
      }
      case 'image':
        this.find(entry.repository).images.set(entry.image.digest, {
          ...entry.image,
          tags: new Set(entry.image.tags),
        });
        break;
      case 'push':
        this.#await(entry);
        this.#applyPush(entry.push);
        break;
      case 'unannounced':
        this.#await(entry);
        break;
      case 'announced':
        this.#unannounced.delete(entry.id);
        break;
    }
  }

  #await({ id, push }: { id: number; push: Push }): void {
    this.#pushes = Math.max(this.#pushes, id);
    this.#unannounced.set(id, push);
  }

  #applyPush({ repository, tag, ...pushed }: Push): void {
    const { images } = this.find(repository);
    const tags = tag === undefined ? [] : [tag];
    for (const image of images.values()) {
      if (tag !== undefined && image.tags.has(tag)) images.set(image.digest, without(image, tag));
    }
    const image = images.get(pushed.digest) ?? pushed;
    const before = images.get(pushed.digest)?.tags ?? [];
    images.set(pushed.digest, { ...image, tags: new Set([...before, ...tags]) });
  }

  *#snapshot(): Generator<Entry> {
    for (const { name, createdAt, tagMutability, images } of this.#repositories.values()) {
      yield { type: 'repository', name, createdAt, tagMutability };
      for (const image of images.values()) {
        yield { type: 'image', repository: name, image: { ...image, tags: [...image.tags] } };
      }
    }
    for (const [id, push] of this.#unannounced) yield { type: 'unannounced', id, push };
  }
}

function without(image: Image, tag: string): Image {
  return { ...image, tags: new Set([...image.tags].filter((other) => other !== tag)) };
}

import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import type { Service } from '../../service.ts';
import { ecrOperations } from './operations.ts';
import { digestOf, type ImageActionEvent, type ImagePush, toEvent, toPushes } from './push.ts';
import { type Push, Registry } from './registry.ts';

export type { ImageActionEvent, ImagePush } from './push.ts';

export interface EcrOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  /** Where images are kept; without it they live in memory. */
  readonly directory?: string;
  /**
   * Told of each manifest put under each tag, in order. A push counts as announced once this returns or resolves;
   * where it throws, or the process dies before, `resume` announces it again.
   */
  readonly announce: (event: ImageActionEvent) => void | Promise<void>;
}

export interface PushedImage {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

export interface Ecr extends Service {
  /**
   * What `docker push` does, without layers: stores the image and announces it.
   * @throws ServiceError RepositoryNotFoundException, ImageAlreadyExistsException (nothing new, nothing announced),
   * ImageTagAlreadyExistsException
   */
  putImage(image: ImagePush): Promise<PushedImage>;
  /** Announces what a crash left unannounced. To be called once, when there is somebody to hear it. */
  resume(): Promise<void>;
}

export function createEcr(options: EcrOptions): Ecr {
  const { clock, region, accountId, directory, announce } = options;
  const registry = new Registry({ clock, accountId, file: directory && join(directory, 'registry.jsonl') });

  async function announceAll(pushes: readonly [number, Push][]): Promise<void> {
    for (const [id, push] of pushes) {
      await announce(toEvent(push));
      registry.announced(id);
    }
  }
  return {
    target: 'AmazonEC2ContainerRegistry_V20150921',
    operations: ecrOperations(registry, region),
    async putImage(image) {
      await announceAll(registry.push(toPushes(image, image.pushedAt ?? clock.now())));
      return { repository: image.repository, tag: image.tag, digest: digestOf(image) };
    },
    resume: () => announceAll(registry.unannounced()),
    async close() {
      registry.close();
    },
  };
}

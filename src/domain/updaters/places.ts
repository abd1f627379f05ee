import type { Address } from './address.ts';
import { atPaths, parsePath, parsePointer } from './at-paths.ts';
import { findContainers, findImages } from './containers.ts';
import type { Followed } from './data-path.ts';
import { findHeld } from './held.ts';
import { findMarked } from './markers.ts';
import { GIT_REPOSITORY, HELM_RELEASE, type ObjectRule, OCI_REPOSITORY, objectsOf } from './objects.ts';
import type { Place } from './place.ts';
import { inSource } from './sources.ts';
import { EditRefusedError } from './text/errors.ts';
import type { YamlText } from './text/yaml-text.ts';

/** Every address but that of a kustomization's entry, which has its own rules. */
export type PlainAddress = Exclude<Address, { kind: 'kustomize' }>;

/**
 * The values that an address leads to, never none.
 * @throws EditRefusedError if it leads to none, or to several where one is meant
 */
export function findPlaces(file: YamlText, address: PlainAddress): readonly Place[] {
  switch (address.kind) {
    case 'container': {
      const what = `"image" of a container "${address.container}"`;
      const found = some(file, findContainers(file, address), what);
      if (found.length === 1) return found;
      throw new EditRefusedError(file, 0, `there are ${found.length} ${what}. Say which "object" is meant.`);
    }
    case 'image':
      return some(file, findImages(file, address), `"image" of ${address.names.join(' or ')}`);
    case 'imagePolicy':
      return some(file, findMarked(file, address.policy), `marker {"$imagepolicy": "${address.policy}"}`);
    case 'found':
      return some(file, findHeld(file, address), `value for ${address.names.join(' or ')}`);
    case 'values':
      return atPaths(file, objectsOf(file, {}, address.object), address.at, parsePath);
    case 'json':
      return atPaths(file, objectsOf(file, {}), address.at, parsePointer);
    case 'helmRelease':
      return atPaths(file, specsOf(file, HELM_RELEASE, address.object), address.at, (path) =>
        parsePath(path === 'chart' ? 'chart.spec.version' : path),
      );
    case 'ociRepository':
      return atPaths(file, specsOf(file, OCI_REPOSITORY, address.object), address.at, parsePath);
    case 'gitRepository':
      return atPaths(file, specsOf(file, GIT_REPOSITORY, address.object), address.at, parsePath);
    case 'application':
      return inSource(file, address);
  }
}

const specsOf = (file: YamlText, rule: ObjectRule, object?: string): Followed[] =>
  objectsOf(file, rule, object).map(({ path, value }) => ({
    path: [...path, 'spec'],
    value: Object(value).spec as unknown,
  }));

function some(file: YamlText, places: readonly Place[], what: string): readonly Place[] {
  if (places.length > 0) return places;
  throw new EditRefusedError(file, 0, `there is no ${what}. Add it, or correct the pipeline file.`);
}

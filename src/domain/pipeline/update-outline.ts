import type { Address, Parts } from '../updaters/address.ts';
import type { ArtifactKind } from './artifact-kind.ts';
import { child, isMap, items, type Mention, mention, type Place, texts } from './place.ts';
import type { Path } from './source.ts';

/** An artifact as far as the file says it, with the files that carry it wherever a target does not say otherwise. */
export interface ArtifactOutline {
  name: Mention | undefined;
  /** Where it comes from, whatever it is. */
  image: Mention | undefined;
  /** An image unless given. */
  kind: ArtifactKind | undefined;
  updates: UpdateOutline[];
}

/** One file that carries an artifact. */
export interface UpdateOutline {
  path: Path;
  artifact: Mention | undefined;
  /** May hold placeholders. */
  file: Mention | undefined;
  place: Place;
}

/** An entry of `update`, for the artifact that it is for. */
export interface OwnUpdate {
  path: Path;
  artifact: string;
  file: Mention;
  address: Address;
}

export const outlineArtifacts = (spec: Place): ArtifactOutline[] =>
  items(child(spec, 'artifacts')).map((artifact) => ({
    name: mention(child(artifact, 'name')),
    image:
      mention(child(artifact, 'image')) ??
      mention(child(artifact, 'chart')) ??
      mention(child(artifact, 'git')),
    kind: (['chart', 'git'] as const).find((kind) => child(artifact, kind).value !== undefined),
    updates: outlineUpdates(artifact),
  }));

/** Of a target or an artifact. A single entry may stand without a list around it. */
export function outlineUpdates(holder: Place): UpdateOutline[] {
  const update = child(holder, 'update');
  const entries = isMap(update.value) ? [update] : items(update);
  return entries.map((place) => ({
    path: place.path,
    artifact: mention(child(place, 'artifact')),
    file: mention(child(place, 'file')),
    place,
  }));
}

/** What a target writes: its own entries for an artifact, else those of the artifact. */
export function ownUpdates(
  artifacts: readonly ArtifactOutline[],
  own: readonly UpdateOutline[],
): OwnUpdate[] {
  return artifacts.flatMap((artifact) => {
    const name = artifact.name?.text;
    const isFor = (update: UpdateOutline) =>
      update.artifact === undefined ? artifacts.length === 1 : update.artifact.text === name;
    const meant = own.filter(isFor);
    return (meant.length > 0 ? meant : artifact.updates).flatMap(({ path, file, place }): OwnUpdate[] =>
      name === undefined || file === undefined
        ? []
        : [{ path, artifact: name, file, address: addressOf(place, artifact, artifacts, name) }],
    );
  });
}

function addressOf(
  place: Place,
  artifact: ArtifactOutline,
  artifacts: readonly ArtifactOutline[],
  name: string,
): Address {
  const image = artifact.image?.text ?? name;
  const textOf = (key: string) => mention(child(place, key))?.text;
  const object = textOf('object');
  const inObject = object === undefined ? {} : { object };
  const source = textOf('source');
  const [kustomize, container, repository, policy] = ['kustomize', 'container', 'image', 'imagePolicy'].map(
    textOf,
  );
  const partsAt = (key: string) => partsOf(child(place, key));
  const [values, helmRelease, application, json] = ['values', 'helmRelease', 'application', 'json'].map(
    partsAt,
  );
  const [ociRepository, gitRepository] = ['ociRepository', 'gitRepository'].map(partsAt);
  if (kustomize !== undefined) return { kind: 'kustomize', name: kustomize };
  if (container !== undefined) return { kind: 'container', container, ...inObject };
  if (repository !== undefined)
    return { kind: 'image', names: [...new Set([repository, image])], ...inObject };
  if (policy !== undefined) return { kind: 'imagePolicy', policy };
  if (values !== undefined) return { kind: 'values', at: values, ...inObject };
  if (helmRelease !== undefined) return { kind: 'helmRelease', at: helmRelease, ...inObject };
  if (application !== undefined)
    return {
      kind: 'application',
      name,
      at: application,
      ...inObject,
      ...(source !== undefined && { source }),
    };
  if (ociRepository !== undefined) return { kind: 'ociRepository', at: ociRepository, ...inObject };
  if (gitRepository !== undefined) return { kind: 'gitRepository', at: gitRepository, ...inObject };
  return json === undefined ? foundOf(artifact, artifacts, name) : { kind: 'json', at: json };
}

/** Wherever the file holds it. The version of a chart is a chart's where the pipeline has one, and may be an image's else. */
function foundOf(
  { image, kind }: ArtifactOutline,
  artifacts: readonly ArtifactOutline[],
  name: string,
): Address {
  const repository = image?.text ?? name;
  if (kind === 'chart') return { kind: 'found', names: [repository], of: kind };
  if (kind === 'git') return { kind: 'found', names: [gitAddress(repository)], of: kind };
  const hasCharts = artifacts.some((other) => other.kind === 'chart');
  const names = [...new Set([name, repository])];
  return { kind: 'found', names, ...(hasCharts && { of: 'image' as const }) };
}

/** Of a CodeCommit repository, as it is cloned by HTTPS and, behind a user, by SSH; without a scheme. */
function gitAddress(arn: string): string {
  const [, partition, , region = '', , name = ''] = arn.split(':');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `git-codecommit.${region}.${suffix}/v1/repos/${name}`;
}

/** A text alone is where all of it stands in one string. */
function partsOf(place: Place): Parts | undefined {
  const whole = mention(place)?.text;
  if (whole !== undefined) return { image: whole };
  return isMap(place.value) ? texts(place) : undefined;
}

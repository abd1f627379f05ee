import { sha256 } from './manifest.ts';
import { invalidParameter } from './pages.ts';
import type { Push } from './registry.ts';

export interface ImagePush {
  readonly repository: string;
  readonly tag: string;
  /** `sha256:` and 64 digits; when not given, made of repository and tag, so that a run can be repeated. */
  readonly digest?: string;
  /** Milliseconds since the epoch; now when not given. */
  readonly pushedAt?: number;
  /** For a multi-architecture image, e.g. `['linux/amd64', 'linux/arm64']`: one untagged manifest each. */
  readonly platforms?: readonly string[];
  /** What it is, where it is no container image: of a Helm chart `application/vnd.cncf.helm.config.v1+json`. */
  readonly artifactMediaType?: string;
  /** `--label` of docker build: of the image, and of each platform's. */
  readonly labels?: Readonly<Record<string, string>>;
  /** `--annotation`: of what gets the tag. */
  readonly annotations?: Readonly<Record<string, string>>;
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const INDEX = 'application/vnd.oci.image.index.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const IMAGE_BYTES = 31_457_280;
const INDEX_BYTES = 1_607;

/** As the registry says it (ECR API reference, PutImage). */
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/**
 * The manifests that a client puts, in its order: children without tag first, the tagged image or index last.
 * @throws ServiceError InvalidParameterException
 */
export function toPushes(push: ImagePush, pushedAt: number): Push[] {
  const { repository, tag, platforms = [], labels, annotations, artifactMediaType = CONFIG } = push;
  if (!TAG.test(tag)) throw invalidParameter(`"${tag}" is no tag of an image: it must match ${TAG.source}`);
  const image = {
    ...{ sizeInBytes: IMAGE_BYTES, manifestMediaType: MANIFEST, artifactMediaType },
    ...(labels && { labels }),
  };
  const index = { sizeInBytes: INDEX_BYTES, manifestMediaType: INDEX };
  const top = digestOf(push);
  const children = platforms.map((platform) => ({ digest: sha256(`${top} ${platform}`), platform }));
  return [
    ...children.map(({ digest }) => ({ repository, tag: undefined, pushedAt, digest, ...image })),
    {
      ...{ repository, tag, pushedAt, digest: top },
      ...(platforms.length > 0 ? { ...index, children } : image),
      ...(annotations && { annotations }),
    },
  ];
}

/** The digest of what gets the tag. */
export function digestOf({ repository, tag, digest }: ImagePush): string {
  return digest ?? sha256(`${repository}:${tag}`);
}

/** The parts of an `ECR Image Action` event that its source gives; the envelope is EventBridge's. */
export interface ImageActionEvent {
  readonly detailType: 'ECR Image Action';
  readonly resources: readonly string[];
  readonly detail: {
    readonly result: 'SUCCESS';
    readonly 'repository-name': string;
    readonly 'image-digest': string;
    readonly 'action-type': 'PUSH';
    /** Empty, not absent, for an untagged manifest. */
    readonly 'image-tag': string;
    readonly 'manifest-media-type': string;
    readonly 'artifact-media-type'?: string;
  };
}

export function toEvent(push: Push): ImageActionEvent {
  return {
    detailType: 'ECR Image Action',
    resources: [],
    detail: {
      result: 'SUCCESS',
      'repository-name': push.repository,
      'image-digest': push.digest,
      'action-type': 'PUSH',
      'image-tag': push.tag ?? '',
      'manifest-media-type': push.manifestMediaType,
      ...(push.artifactMediaType !== undefined && { 'artifact-media-type': push.artifactMediaType }),
    },
  };
}

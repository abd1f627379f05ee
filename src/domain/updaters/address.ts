import type { ArtifactKind } from '../pipeline/artifact-kind.ts';

/**
 * What a value holds of an artifact. `image` is all in one string, `repository:tag@digest`; `version` is the tag of a
 * chart as Helm writes it, with `+` where a registry has `_`; `url` is an address with the tag in its `?ref=`, as
 * kustomize has remote resources. The digest of a git tag is its commit.
 */
export const PARTS = ['image', 'repository', 'tag', 'digest', 'version', 'url'] as const;
export type Part = (typeof PARTS)[number];

/** Where the parts of an artifact stand, each by its path. */
export type Parts = Readonly<Partial<Record<Part, string>>>;

/** The object of a file of several: `<name>` or `<Kind>/<name>`. */
interface InObject {
  readonly object?: string;
}

/** Where in a file an artifact is, and so which updater reads and writes it there. */
export type Address =
  /** The entry of a kustomization's `images:`; added if there is none. */
  | { readonly kind: 'kustomize'; readonly name: string }
  | ({ readonly kind: 'container'; readonly container: string } & InObject)
  /** Every `image:` of one of these repositories. */
  | ({ readonly kind: 'image'; readonly names: readonly string[] } & InObject)
  | ({ readonly kind: 'values'; readonly at: Parts } & InObject)
  /** Paths from `spec`; `chart` is the version of the chart. */
  | ({ readonly kind: 'helmRelease'; readonly at: Parts } & InObject)
  /** Paths from the source; `helm.parameters.<name>` is a parameter, `kustomize.images` the entry of the artifact. */
  | ({
      readonly kind: 'application';
      readonly at: Parts;
      readonly source?: string;
      readonly name: string;
    } & InObject)
  /** Flux's sources, by paths from `spec`. */
  | ({ readonly kind: 'ociRepository' | 'gitRepository'; readonly at: Parts } & InObject)
  /** JSON pointers. */
  | { readonly kind: 'json'; readonly at: Parts }
  /** Every value with the marker of this policy of Flux, `<namespace>:<name>`, in a comment behind it. */
  | { readonly kind: 'imagePolicy'; readonly policy: string }
  /**
   * Found from the file: wherever it holds one of these names, which are addresses unless it is an image. Only what
   * holds the one kind of artifact, where a pipeline has several kinds.
   */
  | {
      readonly kind: 'found';
      readonly names: readonly string[];
      readonly of?: ArtifactKind | 'image';
    };

/** One artifact of a target, in one file. */
export interface Update {
  readonly artifact: string;
  /** From the top of the repository. */
  readonly file: string;
  readonly address: Address;
}

/**
 * What a value holds of an artifact. `image` is all in one string, `repository:tag@digest`; `version` is the tag of a
 * chart as Helm writes it, with `+` where a registry has `_`.
 */
export const PARTS = ['image', 'repository', 'tag', 'digest', 'version'] as const;
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
  /** JSON pointers. */
  | { readonly kind: 'json'; readonly at: Parts }
  /** Every value with the marker of this policy of Flux, `<namespace>:<name>`, in a comment behind it. */
  | { readonly kind: 'imagePolicy'; readonly policy: string }
  /** Found from the file: wherever it holds one of these names. */
  | { readonly kind: 'found'; readonly names: readonly string[] };

/** One artifact of a target, in one file. */
export interface Update {
  readonly artifact: string;
  /** From the top of the repository. */
  readonly file: string;
  readonly address: Address;
}

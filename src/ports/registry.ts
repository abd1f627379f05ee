/** A tag in an image repository and the manifest that has it now. */
export interface TaggedImage {
  readonly tag: string;
  readonly digest: string;
  /** Milliseconds since the epoch; of the manifest's first push, so a tag that is added later does not change it. */
  readonly pushedAt: number;
  /** What it is; absent of an index. */
  readonly mediaType?: string;
}

export interface ImagePage {
  readonly images: readonly TaggedImage[];
  /** Gives the next page; absent on the last one. */
  readonly next?: string;
}

/** What images and charts say of themselves. */
export interface Labels {
  /**
   * The label or annotation `org.opencontainers.image.revision` of what has this digest, of any one platform; undefined
   * if it has none, or is gone. Answers or throws within seconds. `image` is the repository's full address.
   */
  revision(image: string, digest: string): Promise<string | undefined>;
}

/** The image registry, as far as lost events are looked for in it. */
export interface Registry {
  /**
   * A page of the repository's tagged images, in no particular order. `image` is the repository's full address. Answers
   * or throws within seconds, however slow the registry is.
   */
  page(image: string, token?: string): Promise<ImagePage>;
}

/** Makes manifests of an overlay, as kustomize itself makes them. */
export interface Renderer {
  /** What renders, as `kustomize v5.5.0`; undefined where nothing that does is at hand. */
  version(): Promise<string | undefined>;
  /**
   * The manifests of a folder, from the files that it is made of and no others.
   *
   * @param files text by path, relative to the root of the repository: all that the folder refers to, and nothing in them
   *   that refers elsewhere (`closureOf` sees to that)
   * @throws RenderingError
   */
  render(folder: string, files: ReadonlyMap<string, string>): Promise<string>;
}

/** The folder is not rendered; the message says what was said against it, or that it took or gave too much. */
export class RenderingError extends Error {
  override readonly name = 'RenderingError';
}

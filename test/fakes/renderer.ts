import { type Renderer, RenderingError } from '../../src/ports/renderer.ts';

/** Renders by putting files one below the other, those of kustomizations left out, with the images of the overlay on top. */
export class FakeRenderer implements Renderer {
  installed: string | undefined = 'kustomize v5.5.0';
  /** What it was given, folder by folder. */
  readonly rendered: { readonly folder: string; readonly files: readonly string[] }[] = [];
  /** Folders that it refuses, and what it says. */
  readonly refused = new Map<string, string>();

  async version(): Promise<string | undefined> {
    return this.installed;
  }

  async render(folder: string, files: ReadonlyMap<string, string>): Promise<string> {
    this.rendered.push({ folder, files: [...files.keys()].sort() });
    const said = this.refused.get(folder);
    if (said !== undefined) throw new RenderingError(said);
    const images = /newTag: (\S+)/.exec(files.get(`${folder}/kustomization.yaml`) ?? '')?.[1] ?? '';
    return [...files]
      .filter(([path]) => !/kustomization\.ya?ml$/.test(path))
      .map(([, text]) => text.replaceAll('$TAG', images))
      .join('---\n');
  }
}

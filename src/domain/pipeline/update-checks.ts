import { EditRefusedError } from '../updaters/text/errors.ts';
import { valuesWritten } from '../updaters/updaters.ts';
import { suggest } from './nearest.ts';
import type { PipelineOutline } from './outline.ts';
import type { ResolvedPipeline } from './resolve-targets.ts';
import { isFile } from './schema-text.ts';
import type { Finding, Path } from './source.ts';
import type { TargetOutline } from './targets-outline.ts';
import type { UpdateOutline } from './update-outline.ts';

/** The text of a file; undefined if there is none, or if it is no text. */
export type TextOf = (file: string) => string | undefined;

/** Whether every update says which of the pipeline's artifacts it is for. */
export function checkUpdatedArtifacts({ artifacts, stages }: PipelineOutline): Finding[] {
  const names = artifacts.flatMap(({ name }) => name?.text ?? []);
  const entries = stages.flatMap(({ targets }) => targets.groups.flatMap((group) => group.entries));
  return [
    ...entries.flatMap(({ ownUpdates }) => ownUpdates.flatMap((update) => forOneOf(update, names))),
    ...artifacts.flatMap(({ name, updates }) =>
      updates.flatMap((update) =>
        forOneOf({ ...update, artifact: update.artifact ?? name }, name ? [name.text] : []),
      ),
    ),
  ];
}

function forOneOf({ path, artifact }: UpdateOutline, names: readonly string[]): Finding[] {
  if (artifact === undefined)
    return names.length > 1
      ? [{ path, message: 'the artifact is not named', hint: `add "artifact": one of ${names.join(', ')}` }]
      : [];
  if (names.includes(artifact.text)) return [];
  const hint = suggest(artifact.text, names, 'name an artifact of this file');
  return [{ path: artifact.path, message: `there is no artifact "${artifact.text}" here`, hint }];
}

/** Files that are not there, and places in them that do not resolve. Each is said once, whatever shares it. */
export function checkUpdates({ stages }: ResolvedPipeline, textOf: TextOf): Finding[] {
  const updates = stages.flatMap(({ waves }) => waves.flat()).flatMap((target) => target.updates);
  const findings = updates.flatMap(({ path, update }): Finding[] => {
    if (!isFile(update.file)) return []; // The form of the path is complained of already.
    const text = textOf(update.file);
    if (text === undefined)
      return [
        { path, message: `there is no file ${update.file}`, hint: 'add it as UTF-8 text, or correct "file"' },
      ];
    const written = valuesIn(text, update);
    return 'refused' in written
      ? [{ path, message: written.refused, hint: 'correct the file, or where this says the value stands' }]
      : [];
  });
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

export interface WrittenValue {
  artifact: string;
  path: Path;
  file: string;
  /** Of the overlay's kustomization, since no update is for the artifact. */
  ofOverlay: boolean;
  /** The same for two updates of one value, whatever way they lead there. */
  value: string;
}

/** What a target writes, as far as it resolves. */
export function valuesOf(
  { overlay, updates, writesOverlay }: TargetOutline,
  artifacts: readonly string[],
  textOf: TextOf,
): WrittenValue[] {
  const named = updates.map(({ update }) => update.artifact);
  const others = writesOverlay && overlay ? artifacts.filter((name) => !named.includes(name)) : [];
  const { text: folder = '', path: overlayPath = [] } = overlay ?? {};
  return [
    ...others.map((artifact) => ({
      artifact,
      path: overlayPath,
      file: folder,
      ofOverlay: true,
      value: `images ${artifact}`,
    })),
    ...updates.flatMap(({ path, update }) => {
      const text = textOf(update.file);
      const written = text === undefined ? { refused: '' } : valuesIn(text, update);
      const file = update.file.replace(KUSTOMIZATION, '');
      const { artifact } = update;
      return 'refused' in written
        ? []
        : written.values.map((value) => ({ artifact, path, file, ofOverlay: false, value }));
    }),
  ];
}

/** An overlay is called by its folder. */
const KUSTOMIZATION = /\/(kustomization\.ya?ml|Kustomization)$/;

function valuesIn(
  text: string,
  update: Parameters<typeof valuesWritten>[1],
): { values: readonly string[] } | { refused: string } {
  try {
    return { values: valuesWritten(text, update) };
  } catch (error) {
    if (error instanceof EditRefusedError) return { refused: error.message };
    throw error;
  }
}

import { CONFIGURATION_FOLDER, SETTINGS_FILE } from '../../contract.ts';
import { checkChanges } from './change-checks.ts';
import { checkFleet } from './fleet-checks.ts';
import { checkKinds } from './kind-checks.ts';
import { toPipeline } from './normalise.ts';
import type { SettingsOutline } from './outline.ts';
import { type Reading, readPipelineFile, readSettingsFile } from './parse.ts';
import { type Problem, sortProblems, withFindings } from './problem.ts';
import { checkNames, checkOverlays, repeatedTargets } from './reference-checks.ts';
import { type KindOf, type ResolvedPipeline, resolvePipeline } from './resolve-targets.ts';
import { type Finding, readSource } from './source.ts';
import type { TargetOutline } from './targets-outline.ts';
import type { Pipeline, Settings } from './types.ts';
import { checkUpdatedArtifacts, checkUpdates, type TextOf } from './update-checks.ts';

export interface ConfigurationFile {
  /** From the top of the configuration repository. */
  path: string;
  text: string;
}

export interface Configuration {
  /** Of the files that have no problem. */
  pipelines: { pipeline: Pipeline; path: string }[];
  /** Missing if the file is, or if it has a problem. */
  settings?: Settings;
  /** By file and place. */
  problems: Problem[];
}

/**
 * Everything that is wrong with the files of `.towpath/`, each by itself and all together. A file with a problem yields
 * nothing, the others do; two files that contradict each other both have a problem. Files elsewhere are left out.
 *
 * While the settings are missing or unreadable, nothing is said of the clusters and groups that pipelines name.
 *
 * @param overlayExists whether the folder (no slash at its end) holds a kustomization file.
 * @param before the settings that were good last: while their file cannot be read, they say what pulls in a cluster.
 * @param textOf the text of a file that updates name; undefined if there is none, or if it is no text.
 */
export function validateConfiguration(
  files: readonly ConfigurationFile[],
  overlayExists: (overlay: string) => boolean,
  before?: Settings,
  textOf: TextOf = () => undefined,
): Configuration {
  const settings = readSettings(files);
  const pipelines = readPipelines(files, settings, before);
  const fleet = checkFleet(
    pipelines.flatMap(({ path, targets }) => (targets ? [{ file: path, outline: targets.resolved }] : [])),
    textOf,
  );
  const judged = pipelines.map(({ path, reading, targets }) => {
    const findings = [
      ...(fleet.get(path) ?? []),
      ...(targets?.findings ?? []),
      ...(targets ? checkReferences(targets.resolved, settings?.outline, overlayExists) : []),
      ...(targets ? checkUpdates(targets.resolved, textOf) : []),
      ...(targets ? checkChanges(targets.resolved) : []),
      ...(reading.outline ? [...checkUpdatedArtifacts(reading.outline), ...checkKinds(reading.outline)] : []),
    ];
    const problems = withFindings(reading.problems, findings.map(reading.source.problemAt));
    return { path, file: reading.value, resolved: targets?.resolved, problems };
  });
  return {
    pipelines: judged.flatMap(({ path, file, resolved, problems }) =>
      file && resolved && problems.length === 0 ? [{ pipeline: toPipeline(file, resolved), path }] : [],
    ),
    ...(settings?.value !== undefined && { settings: settings.value }),
    problems: sortProblems([
      ...judged.flatMap(({ problems }) => problems),
      ...(settings?.problems ?? (pipelines.length > 0 ? [missingSettings()] : [])),
    ]),
  };
}

/** Every overlay that the files write, also those of files with problems: what `overlayExists` will be asked about. */
export function overlaysNamedIn(files: readonly ConfigurationFile[]): string[] {
  const written = targetsOf(files).filter(({ writesOverlay }) => writesOverlay);
  return [...new Set(written.flatMap(({ overlay }) => overlay?.text ?? []))];
}

/** Every file that updates name: what `textOf` will be asked about. */
export function filesNamedIn(files: readonly ConfigurationFile[]): string[] {
  return [...new Set(targetsOf(files).flatMap(({ updates }) => updates.map(({ update }) => update.file)))];
}

const targetsOf = (files: readonly ConfigurationFile[]): TargetOutline[] =>
  readPipelines(files, readSettings(files)).flatMap(
    (file) => file.targets?.resolved.stages.flatMap(({ waves }) => waves.flat()) ?? [],
  );

function readSettings(files: readonly ConfigurationFile[]): Reading<Settings, SettingsOutline> | undefined {
  const file = files.find(({ path }) => path === SETTINGS_FILE);
  return file && readSettingsFile(file.text, file.path);
}

const PIPELINE_FILE = new RegExp(`^${CONFIGURATION_FOLDER.replace('.', '\\.')}/[^/]+\\.ya?ml$`);

/** With the targets that their selectors choose; none for a file that cannot be read. */
function readPipelines(
  files: readonly ConfigurationFile[],
  settings: ReturnType<typeof readSettings>,
  before?: Settings,
) {
  const kindOf = kindsIn(settings?.outline, before);
  return files
    .filter(({ path }) => path !== SETTINGS_FILE && PIPELINE_FILE.test(path))
    .map(({ path, text }) => {
      const reading = readPipelineFile(text, path);
      return {
        path,
        reading,
        targets: reading.outline && resolvePipeline(reading.outline, settings?.value?.clusters, kindOf),
      };
    });
}

function kindsIn(settings: SettingsOutline | undefined, before: Settings | undefined): KindOf {
  const known =
    settings?.agents ?? before?.clusters.map(({ name, agent }) => ({ cluster: name, kind: agent }));
  const kinds = new Map(known?.map(({ cluster, kind }) => [cluster, kind]));
  return (cluster) => kinds.get(cluster) ?? 'flux';
}

function checkReferences(
  pipeline: ResolvedPipeline,
  settings: SettingsOutline | undefined,
  overlayExists: (overlay: string) => boolean,
): Finding[] {
  return [
    ...repeatedTargets(pipeline),
    ...(settings === undefined ? [] : checkNames(pipeline, settings)),
    ...checkOverlays(pipeline, overlayExists),
  ];
}

const missingSettings = (): Problem =>
  readSource('', SETTINGS_FILE).problemAt({
    path: [],
    message: 'the file is missing',
    hint: 'add it: it names the clusters, people and groups that pipelines speak of',
  });

import { CONFIGURATION_FOLDER, SETTINGS_FILE } from '../../contract.ts';
import { checkChanges } from './change-checks.ts';
import { checkFleet } from './fleet-checks.ts';
import { checkKinds } from './kind-checks.ts';
import { toPipeline } from './normalise.ts';
import type { SettingsOutline } from './outline.ts';
import { type Reading, readPipelineFile, readSettingsFile } from './parse.ts';
import { atMost, MOST_OF_FILE, type Problem, sortProblems, withFindings } from './problem.ts';
import { checkNames, checkOverlays, repeatedTargets } from './reference-checks.ts';
import { type KindOf, type ResolvedPipeline, resolvePipeline } from './resolve-targets.ts';
import { type Finding, readSource, type Source } from './source.ts';
import type { Pipeline, Settings } from './types.ts';
import { checkUpdatedArtifacts, checkUpdates, type TextOf } from './update-checks.ts';

export interface ConfigurationFile {
  /** From the top of the configuration repository. */
  path: string;
  text: string;
}

/** In JSON. DynamoDB takes items of 400 KB, names of attributes included. */
const LARGEST = 350_000;

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
    const pipeline =
      reading.value && targets && problems.length === 0
        ? toPipeline(reading.value, targets.resolved)
        : undefined;
    return { path, ...unlessTooLarge(reading.source, { value: pipeline, problems }) };
  });
  const { value: judgedSettings, problems: settingsProblems } = settings
    ? unlessTooLarge(settings.source, settings)
    : { value: undefined, problems: pipelines.length > 0 ? [missingSettings()] : [] };
  return {
    pipelines: judged.flatMap(({ path, value }) => (value ? [{ pipeline: value, path }] : [])),
    ...(judgedSettings !== undefined && { settings: judgedSettings }),
    problems: sortProblems([
      ...judged.flatMap(({ problems }) => atMost(MOST_OF_FILE, problems)),
      ...atMost(MOST_OF_FILE, settingsProblems),
    ]),
  };
}

/** What the files name of the repository, also those with problems. */
export interface Named {
  /** Folders: what `overlayExists` will be asked about. */
  overlays: string[];
  /** Of updates: what `textOf` will be asked about. */
  files: string[];
}

export function namedIn(files: readonly ConfigurationFile[]): Named {
  const targets = readPipelines(files, readSettings(files)).flatMap(
    (file) => file.targets?.resolved.stages.flatMap(({ waves }) => waves.flat()) ?? [],
  );
  const overlays = targets.flatMap(({ overlay, writesOverlay }) => (writesOverlay && overlay?.text) || []);
  const updated = targets.flatMap(({ updates }) => updates.map(({ update }) => update.file));
  return { overlays: [...new Set(overlays)], files: [...new Set(updated)] };
}

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

/** What the store would refuse is a problem of the file: it must not stop at the store, and others with it. */
function unlessTooLarge<Value>(
  source: Source,
  { value, problems }: { value: Value | undefined; problems: Problem[] },
): { value: Value | undefined; problems: Problem[] } {
  const length = value === undefined ? 0 : JSON.stringify(value).length;
  if (length <= LARGEST) return { value, problems };
  const problem = source.problemAt({
    path: ['spec'],
    atKey: true,
    message: `written out for every target this is ${kilo(length)} KB; at most ${kilo(LARGEST)} KB can be stored`,
    hint: 'make several of it, or say less of each: shorter paths, fewer labels and updates',
  });
  return { value: undefined, problems: [problem] };
}

const kilo = (characters: number): number => Math.ceil(characters / 1000);

const missingSettings = (): Problem =>
  readSource('', SETTINGS_FILE).problemAt({
    path: [],
    message: 'the file is missing',
    hint: 'add it: it names the clusters, people and groups that pipelines speak of',
  });

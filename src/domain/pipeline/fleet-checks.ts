import type { Mention } from './place.ts';
import type { ResolvedPipeline } from './resolve-targets.ts';
import type { Finding } from './source.ts';

export interface OutlinedFile {
  file: string;
  outline: ResolvedPipeline;
}

/** What two targets may not share. Both files of a pair are wrong: neither may win by its name. */
export function checkFleet(files: readonly OutlinedFile[]): Map<string, Finding[]> {
  const uses = files.flatMap(usesOf);
  const findings = new Map<string, Finding[]>(files.map(({ file }) => [file, []]));
  for (const check of [sharedNames(files), sharedOverlays(uses), sharedAgents(uses)]) {
    for (const { file, ...finding } of check) findings.get(file)?.push(finding);
  }
  return findings;
}

type FleetFinding = Finding & { file: string };

/** One target, seen from the fleet. */
interface Use {
  file: string;
  /** Position in its file. */
  index: number;
  stage: string;
  /** Distinct for every wave of every file. */
  wave: string;
  target: Finding['path'];
  cluster: string | undefined;
  overlay: Mention | undefined;
  /** Namespace and name. */
  agent: string | undefined;
}

function usesOf({ file, outline }: OutlinedFile): Use[] {
  const uses = outline.stages.flatMap(({ name, waves }, stageIndex) =>
    waves.flatMap((wave, waveIndex) =>
      wave.map(({ path, cluster, overlay, agent }) => ({
        file,
        stage: name?.text ?? String(stageIndex),
        wave: `${file} ${stageIndex} ${waveIndex}`,
        target: path,
        cluster: cluster?.text,
        overlay,
        agent: agent && `${agent.namespace}/${agent.name}`,
      })),
    ),
  );
  return uses.map((use, index) => ({ ...use, index }));
}

function sharedNames(files: readonly OutlinedFile[]): FleetFinding[] {
  return files.flatMap(({ file, outline: { name } }) => {
    const other = files.find((one) => one.file !== file && name && one.outline.name?.text === name.text);
    if (other === undefined || name === undefined) return [];
    const message = `${other.file} is a pipeline "${name.text}" too`;
    return [{ file, path: name.path, message, hint: 'give each pipeline a name of its own' }];
  });
}

/**
 * Targets of one wave may share an overlay: it is written once, for all of them. Any other two may not, since the
 * write for the one would change the other before its turn.
 */
function sharedOverlays(uses: readonly Use[]): FleetFinding[] {
  return pairsBy(uses, ({ overlay }) => overlay?.text).flatMap(([use, other]) => {
    const sameTarget = use.file === other.file && use.cluster === other.cluster;
    if (use.overlay === undefined || use.wave === other.wave || sameTarget) return [];
    const message = `${use.overlay.text} is also written by stage "${other.stage}" of ${other.file}`;
    return [
      { file: use.file, path: use.overlay.path, message, hint: 'give each of them an overlay of its own' },
    ];
  });
}

/** One object watches one path, so its reports cannot speak for two overlays. */
function sharedAgents(uses: readonly Use[]): FleetFinding[] {
  const object = ({ cluster, agent }: Use) =>
    cluster && agent ? `${agent} of cluster ${cluster}` : undefined;
  return pairsBy(uses, object).flatMap(([use, other]) => {
    if (use.overlay?.text === other.overlay?.text) return [];
    const message = `${object(use)} also reports for stage "${other.stage}" of ${other.file}`;
    const hint = 'name the object that applies each overlay: agent: { name: ... }';
    return [{ file: use.file, path: use.target, message, hint }];
  });
}

/** Each use with the first one of the same key in another file or before it in its own. */
function pairsBy(uses: readonly Use[], keyOf: (use: Use) => string | undefined): [Use, Use][] {
  const byKey = new Map<string | undefined, Use[]>();
  for (const use of uses) byKey.set(keyOf(use), [...(byKey.get(keyOf(use)) ?? []), use]);
  byKey.delete(undefined);
  return [...byKey.values()].flatMap((group) =>
    group.flatMap((use): [Use, Use][] => {
      const other = group.find((one) => one.file !== use.file || one.index < use.index);
      return other === undefined ? [] : [[use, other]];
    }),
  );
}

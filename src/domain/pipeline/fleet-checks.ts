import type { Mention } from './place.ts';
import type { ResolvedPipeline } from './resolve-targets.ts';
import type { Finding } from './source.ts';
import type { TargetOutline } from './targets-outline.ts';
import { type TextOf, valuesOf, type WrittenValue } from './update-checks.ts';

export interface OutlinedFile {
  file: string;
  outline: ResolvedPipeline;
}

/** What two targets may not share. Both files of a pair are wrong: neither may win by its name. */
export function checkFleet(files: readonly OutlinedFile[], textOf: TextOf): Map<string, Finding[]> {
  const uses = files.flatMap(usesOf);
  const findings = new Map<string, Finding[]>(files.map(({ file }) => [file, []]));
  for (const check of [
    sharedNames(files),
    sharedOverlays(uses),
    sharedValues(uses, textOf),
    sharedObjects(
      uses,
      ({ agent }) => agent,
      'name the object that applies each overlay: agent: { name: ... }',
    ),
    sharedObjects(uses, ({ canary }) => canary, 'name the Canary of each: canary: { name: ... }'),
  ]) {
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
  pipeline: string;
  stage: string;
  /** Distinct for every wave of every file. */
  wave: string;
  target: Finding['path'];
  cluster: string | undefined;
  overlay: Mention | undefined;
  /** Namespace and name. */
  agent: string | undefined;
  canary: string | undefined;
  outline: TargetOutline;
  artifacts: readonly string[];
}

function usesOf({ file, outline }: OutlinedFile): Use[] {
  const uses = outline.stages.flatMap(({ name, waves }, stageIndex) =>
    waves.flatMap((wave, waveIndex) =>
      wave.map((target) => ({
        file,
        pipeline: outline.name?.text ?? file,
        stage: name?.text ?? String(stageIndex),
        wave: `${file} ${stageIndex} ${waveIndex}`,
        target: target.path,
        cluster: target.cluster?.text,
        overlay: target.overlay,
        agent: target.agent && `${target.agent.namespace}/${target.agent.name}`,
        canary: target.canary && `Canary ${target.canary.namespace}/${target.canary.name}`,
        outline: target,
        artifacts: outline.artifacts.flatMap((artifact) => artifact.name?.text ?? []),
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
    const hint = `give each pipeline a name of its own; a new version of ${other.file} is checked under that path`;
    return [{ file, path: name.path, message, hint }];
  });
}

/**
 * Targets of one wave may share an overlay: it is written once, for all of them. Any other two may not, since the
 * write for the one would change the other before its turn.
 */
function sharedOverlays(uses: readonly Use[]): FleetFinding[] {
  const written = uses.filter(({ outline }) => outline.writesOverlay);
  return pairsBy(written, ({ overlay }) => overlay?.text).flatMap(([use, other]) => {
    const sameTarget = use.file === other.file && use.cluster === other.cluster;
    if (use.overlay === undefined || use.wave === other.wave || sameTarget) return [];
    const message = `${use.overlay.text} is also written by stage "${other.stage}" of ${other.file}`;
    return [
      { file: use.file, path: use.overlay.path, message, hint: 'give each of them an overlay of its own' },
    ];
  });
}

/**
 * As with overlays: one value may be written for several targets of one wave, and for one artifact. Whatever else
 * writes it would change it before its turn, or back again.
 */
function sharedValues(uses: readonly Use[], textOf: TextOf): FleetFinding[] {
  const byValue = new Map<string, (WrittenValue & { use: Use })[]>();
  for (const use of uses) {
    for (const written of valuesOf(use.outline, use.artifacts, textOf)) {
      const key = `${written.file} ${written.value}`;
      byValue.set(key, [...(byValue.get(key) ?? []), { use, ...written }]);
    }
  }
  const findings = [...byValue.values()].flatMap((group) =>
    group.flatMap((write): FleetFinding[] => {
      // Overlays that are shared as such are said already.
      const others = group.filter((one) => !(write.ofOverlay && one.ofOverlay));
      const other = others.find((one) => one.use.wave !== write.use.wave || one.artifact !== write.artifact);
      if (other === undefined) return [];
      const message = `this value of ${write.file} is also written by stage "${other.use.stage}" of ${other.use.file}`;
      return [{ file: write.use.file, path: write.path, message, hint: 'let one of them write it' }];
    }),
  );
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** One object is made of one path, so what it says cannot speak for two overlays. */
function sharedObjects(
  uses: readonly Use[],
  nameOf: (use: Use) => string | undefined,
  hint: string,
): FleetFinding[] {
  const object = (use: Use) =>
    use.cluster && nameOf(use) ? `${nameOf(use)} of cluster ${use.cluster}` : undefined;
  return pairsBy(uses, object).flatMap(([use, other]) => {
    if (use.overlay?.text === other.overlay?.text) return [];
    const message = `${object(use)} also reports for stage "${other.stage}" of ${other.file}`;
    return [{ file: use.file, path: use.target, message, hint }];
  });
}

/**
 * Each use with the first one of the same key in another file or before it in its own. Of two files of one name that is
 * said, and nothing else: one is most likely a copy of the other.
 */
function pairsBy(uses: readonly Use[], keyOf: (use: Use) => string | undefined): [Use, Use][] {
  const byKey = new Map<string | undefined, Use[]>();
  for (const use of uses) byKey.set(keyOf(use), [...(byKey.get(keyOf(use)) ?? []), use]);
  byKey.delete(undefined);
  return [...byKey.values()].flatMap((group) =>
    group.flatMap((use): [Use, Use][] => {
      const other = group.find((one) =>
        one.file === use.file ? one.index < use.index : one.pipeline !== use.pipeline,
      );
      return other === undefined ? [] : [[use, other]];
    }),
  );
}

import type { PromotionSummary, ReleaseView, StageView, TargetView } from '../../console/api/views.ts';
import type { Expectation } from '../format/expectation-schema.ts';
import { says } from '../format/texts.ts';
import { type Finding, list } from './finding.ts';
import type { Look } from './look.ts';

type Checks = {
  readonly [Field in 'has' | 'hold' | 'waiting' | 'gate' | 'explain' | 'health' | 'canaries']: (
    wanted: NonNullable<Expectation[Field]> | (Field extends 'has' ? null : never),
    place: string,
    look: Look,
  ) => Promise<Omit<Finding, 'field'> | undefined>;
};

/** What can be said of a stage; each answers with what is so instead, or with nothing. */
const CHECKS: Checks = {
  async has(wanted, place, look) {
    const tag = (await look.stage(place)).current?.tag ?? null;
    return tag === wanted
      ? undefined
      : { expected: `${place} has ${wanted ?? 'no release'}`, actual: `it has ${tag ?? 'none'}` };
  },
  async hold(wanted, place, look) {
    const { hold } = await look.stage(place);
    const actual = hold === undefined ? 'it is not on hold' : `it is on hold: ${hold.reason}`;
    const holds =
      typeof wanted === 'boolean'
        ? wanted === (hold !== undefined)
        : hold !== undefined && says(hold.reason, wanted);
    if (holds) return undefined;
    const how = typeof wanted === 'boolean' ? (wanted ? 'on hold' : 'not on hold') : `on hold: ${wanted}`;
    return { expected: `${place} is ${how}`, actual };
  },
  async waiting(wanted, place, look) {
    const tags = (await look.stage(place)).waiting.map(({ tag }) => tag);
    return tags.join() === wanted.join()
      ? undefined
      : { expected: `waiting for ${place}: ${list(wanted)}`, actual: `waiting: ${list(tags)}` };
  },
  async gate(wanted, place, look) {
    const { because } = await look.explanation(place);
    const closed = because.filter(({ state }) => state === 'closed' || state === 'refused');
    if (closed.some(({ sentence }) => says(sentence, wanted))) return undefined;
    const actual =
      closed.length === 0
        ? 'no gate is closed'
        : closed.map(({ what, sentence }) => `${what}: ${sentence}`).join('; ');
    return { expected: `a closed gate of ${place} says ${wanted}`, actual };
  },
  async explain(wanted, place, look) {
    const { summary, because } = await look.explanation(place);
    const sentences = [summary, ...because.map(({ what, sentence }) => `${what}: ${sentence}`)];
    return sentences.some((sentence) => says(sentence, wanted))
      ? undefined
      : { expected: `the explanation of ${place} says ${wanted}`, actual: sentences.join('; ') };
  },
  async health(wanted, place, look) {
    const { targets } = await look.stage(place);
    return compare(wanted, (cluster) => ofCluster(targets, cluster).map(({ health }) => health), place);
  },
  async canaries(wanted, place, look) {
    const { targets } = await look.stage(place);
    const states = (cluster: string) =>
      ofCluster(targets, cluster).flatMap(({ canary }) => canary?.state ?? []);
    return compare(wanted, states, place);
  },
};

const ofCluster = (targets: readonly TargetView[], name: string): TargetView[] =>
  targets.filter(({ cluster }) => cluster === name);

/** Every state of a cluster must be the one that is wanted of it, and there must be one. */
function compare(
  wanted: Readonly<Record<string, string>>,
  statesOf: (cluster: string) => readonly string[],
  place: string,
): Omit<Finding, 'field'> | undefined {
  const wrong = Object.keys(wanted).filter((cluster) => {
    const states = statesOf(cluster);
    return states.length === 0 || states.some((state) => state !== wanted[cluster]);
  });
  if (wrong.length === 0) return undefined;
  const state = (cluster: string): string => statesOf(cluster)[0] ?? `no target of ${place}`;
  return {
    expected: wrong.map((cluster) => `${cluster} is ${wanted[cluster]}`).join(', '),
    actual: wrong.map((cluster) => `${cluster} is ${state(cluster)}`).join(', '),
  };
}

export async function findingsOfStage(wanted: Expectation, look: Look): Promise<Finding[]> {
  const { stage } = wanted;
  if (stage === undefined) return [];
  const findings: Finding[] = [];
  for (const field of Object.keys(CHECKS) as (keyof Checks)[]) {
    const value = wanted[field];
    if (value === undefined) continue;
    const found = await CHECKS[field](value as never, stage, look);
    if (found !== undefined) findings.push({ field, ...found });
  }
  return findings;
}

/** Where a release is: in a stage, or whether it is marked as bad. */
export async function findingsOfRelease(wanted: Expectation, look: Look): Promise<Finding[]> {
  const { stage = '', release: tag, is } = wanted;
  if (tag === undefined || is === undefined) return [];
  const [pipeline = wanted.pipeline ?? '', name] = stage === '' ? [wanted.pipeline] : stage.split('/');
  const release = await look.release(pipeline, tag);
  if (is === 'marked' || is === 'not marked') return findingsOfMark(release, tag, is);
  const known = await look.stage(stage);
  const promotion = release && newestPromotion(release, known, name ?? '');
  const status = promotion?.status ?? 'not requested';
  if (status === is) return [];
  const sentence = promotion === undefined ? '' : `: ${promotion.sentence}`;
  const actual = release === undefined ? `there is no release ${tag}` : `it is ${status}${sentence}`;
  return [{ field: 'is', expected: `${tag} is ${is} in ${stage}`, actual }];
}

function findingsOfMark(
  release: ReleaseView | undefined,
  tag: string,
  is: 'marked' | 'not marked',
): Finding[] {
  const mark = release?.mark;
  if (release !== undefined && (mark !== undefined) === (is === 'marked')) return [];
  const actual =
    release === undefined
      ? `there is no release ${tag}`
      : mark === undefined
        ? 'it is not marked'
        : `it is marked: ${mark.reason}`;
  return [{ field: 'is', expected: `${tag} is ${is}`, actual }];
}

/** A rollback puts a release back that has a promotion to the stage already: what is under way comes first. */
function newestPromotion(release: ReleaseView, stage: StageView, name: string): PromotionSummary | undefined {
  const open = [...(stage.underWay === undefined ? [] : [stage.underWay]), ...stage.waiting];
  return (
    open.find((promotion) => promotion.release === release.id) ??
    release.stages.find((known) => known.stage === name)?.promotion
  );
}

import type { PipelineView, StageView } from '../../api/views.ts';
import { statusSign } from './words.ts';

/** What a listener should hear of the difference between two looks: one sentence per stage and thing that changed. */
export function changesBetween(before: readonly PipelineView[], after: readonly PipelineView[]): string[] {
  const known = new Map(before.map((pipeline) => [pipeline.name, pipeline]));
  return after.flatMap(({ name, stages }) => {
    const stagesBefore = known.get(name)?.stages;
    if (stagesBefore === undefined || stagesBefore === stages) return [];
    return stages.flatMap((stage) => {
      const was = stagesBefore.find((other) => other.name === stage.name);
      const place = `${name} ${stage.name}`;
      return was === undefined ? [] : stageChanges(was, stage).map((change) => `${place}: ${change}`);
    });
  });
}

function stageChanges(was: StageView, is: StageView): string[] {
  return [
    ...currentChange(was, is),
    ...underWayChange(was, is),
    ...holdChange(was, is),
    ...healthChanges(was, is),
  ];
}

function currentChange(was: StageView, is: StageView): string[] {
  return is.current !== undefined && is.current.release !== was.current?.release
    ? [`now has ${is.current.tag}`]
    : [];
}

function underWayChange(was: StageView, { underWay, lastFailure }: StageView): string[] {
  if (underWay !== undefined) {
    const before = was.underWay;
    const isSame =
      before?.id === underWay.id &&
      statusSign(before).word === statusSign(underWay).word &&
      before.votes.length === underWay.votes.length;
    return isSame ? [] : [`${underWay.tag} ${statusSign(underWay).word}. ${underWay.sentence}`];
  }
  if (lastFailure === undefined || lastFailure.promotion === was.lastFailure?.promotion) return [];
  return [`${lastFailure.tag} ${lastFailure.status}. ${lastFailure.reason}`];
}

function holdChange(was: StageView, { hold }: StageView): string[] {
  if (hold?.at === was.hold?.at) return [];
  return [hold === undefined ? 'hold lifted' : `on hold: ${hold.reason}`];
}

function healthChanges(was: StageView, is: StageView): string[] {
  return is.targets.flatMap(({ cluster, overlay, health }) => {
    const before = was.targets.find((target) => target.cluster === cluster && target.overlay === overlay);
    return before !== undefined && before.health !== health ? [`${cluster} is ${health}`] : [];
  });
}

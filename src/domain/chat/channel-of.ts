import type { SlackSettings } from '../pipeline/types.ts';

/** Where something is told: the channel of the stage, else of the pipeline, else that of the installation. */
export function channelOf({ channel, channels }: SlackSettings, pipeline: string, stage?: string): string {
  const ours = channels.filter((rule) => rule.pipeline === pipeline);
  const ofStage = stage === undefined ? undefined : ours.find((rule) => rule.stage === stage);
  return (ofStage ?? ours.find((rule) => rule.stage === undefined))?.channel ?? channel;
}

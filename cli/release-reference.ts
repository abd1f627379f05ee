import type { Client } from '../console/api/client.ts';
import type { PipelineView } from '../console/api/views.ts';
import { MissingError } from './exit-code.ts';

/** `<pipeline>@<tag>` as the id of the release that a stage has, works on, waits for or refused; an id stays one. */
export async function resolveRelease(
  client: Pick<Client, 'pipeline' | 'promotion'>,
  reference: string,
): Promise<string> {
  const at = reference.indexOf('@');
  if (at < 0) return reference;
  const [pipeline, tag] = [reference.slice(0, at), reference.slice(at + 1)];
  const { stages } = await client.pipeline(pipeline);
  const found = inStages(stages, tag);
  if (found !== undefined) return found;
  const failed = stages.find(({ lastFailure }) => lastFailure?.tag === tag)?.lastFailure;
  if (failed !== undefined) return (await client.promotion(failed.promotion)).promotion.release;
  throw new MissingError(
    `No stage of ${pipeline} has ${tag} or waits for it. Older releases have an id only; see: towpath ledger --pipeline ${pipeline} --json`,
  );
}

function inStages(stages: PipelineView['stages'], tag: string): string | undefined {
  return stages
    .flatMap(({ current, underWay, waiting }) => [current ?? [], underWay ?? [], waiting].flat())
    .find((candidate) => candidate.tag === tag || isOneOf(candidate.tag, tag))?.release;
}

/** Of a release that is called `frontend 2.0.0, backend 1.4.0`, each of the two is as good as a tag. */
const isOneOf = (called: string, tag: string): boolean =>
  called.includes(' ') && called.split(', ').includes(tag);

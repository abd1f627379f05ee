import { useEffect } from 'preact/hooks';
import type { FleetView } from '../../api/views.ts';
import type { Route } from '../lib/route.ts';
import { Facts, Hash, Link, Loading, Problem } from '../parts/bits.tsx';
import { PipelineGraph } from '../parts/graph.tsx';
import { PageHeading } from '../parts/heading.tsx';
import { lastAnswer, usePoll } from '../state/use-poll.ts';

export function PipelinePage({ pipeline, stage }: Extract<Route, { page: 'pipeline' }>) {
  const { data, problem, refresh } = usePoll({
    key: `pipeline:${pipeline}`,
    load: (client) => client.pipeline(pipeline),
    everyMs: 1000,
    seed: lastAnswer<FleetView>('fleet')?.pipelines.find(({ name }) => name === pipeline),
  });
  useStageInView(stage, data !== undefined);
  return (
    <>
      <PageHeading title={pipeline}>
        <Link to={{ page: 'ledger', pipeline }} class="button">
          Ledger of {pipeline}
        </Link>
      </PageHeading>
      {problem !== undefined && <Problem text={problem} />}
      {data === undefined && problem === undefined && <Loading what={pipeline} />}
      {data !== undefined && (
        <>
          <Facts
            facts={[
              ...data.artifacts.map(
                ({ name, image, kind, rule }) =>
                  [
                    name,
                    <>
                      {kind !== undefined && `${KINDS[kind]} `}
                      <code>{image}</code> <span class="dim">tags by {rule}</span>
                    </>,
                  ] as const,
              ),
              ['not yet released', data.incomplete?.join('; ') || undefined],
              [
                'defined by',
                <>
                  <code>{data.definition.file}</code> at <Hash value={data.definition.commit} />
                </>,
              ],
            ]}
          />
          <PipelineGraph pipeline={data} refresh={refresh} />
        </>
      )}
    </>
  );
}

const KINDS = { chart: 'chart', git: 'git tags of' } as const;

/** A link to a stage shows that stage, once it is there. */
function useStageInView(stage: string | undefined, isThere: boolean): void {
  useEffect(() => {
    if (stage === undefined || !isThere) return;
    const card = document.querySelector(`[data-stage="${CSS.escape(stage)}"]`);
    card?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [stage, isThere]);
}

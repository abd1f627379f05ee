import type { PromotionView } from '../../api/views.ts';
import { duration } from '../lib/time.ts';
import { statusSign } from '../lib/words.ts';
import { Facts, Hash, Link, Loading, Problem } from '../parts/bits.tsx';
import { Diff } from '../parts/diff.tsx';
import { Gates } from '../parts/gates.tsx';
import { PageHeading } from '../parts/heading.tsx';
import { Pill } from '../parts/icon.tsx';
import { Targets } from '../parts/targets.tsx';
import { Ago, Sentence } from '../parts/time.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { VoteButtons, Votes } from '../parts/votes.tsx';
import { useNow } from '../state/now.ts';
import { usePoll } from '../state/use-poll.ts';

/** It reads every overlay of the stage. */
const DIFF_EVERY_MS = 10_000;

export function PromotionPage({ id }: { id: string }) {
  const { data, problem, refresh } = usePoll({
    key: `promotion:${id}`,
    load: (client) => client.promotion(id),
    everyMs: 1000,
  });
  const isOpen = data !== undefined && data.endedAt === undefined;
  // Asked for anew as soon as a wave is written.
  const written = isOpen ? data.commits.length : 'ended';
  const { data: diff } = usePoll({
    key: `diff:${id}:${written}`,
    load: async (client) => (isOpen ? client.diff(id) : undefined),
    everyMs: DIFF_EVERY_MS,
  });
  if (data === undefined)
    return (
      <>
        <PageHeading title="Promotion" />
        {problem === undefined ? <Loading what="the promotion" /> : <Problem text={problem} />}
      </>
    );
  const { promotion, gates, targets, timeline } = data;
  return (
    <>
      <PageHeading title={`${promotion.tag} to ${promotion.stage}`} within={promotion.pipeline}>
        <Pill sign={statusSign(promotion)} />
      </PageHeading>
      {problem !== undefined && <Problem text={problem} />}
      <div class="lead">
        <p>
          <Sentence text={promotion.sentence} />
        </p>
        <Votes votes={promotion.votes} />
        <VoteButtons promotion={promotion} refresh={refresh} diff={diff} />
      </div>
      <PromotionFacts view={data} />
      {isOpen && <Gates promotion={promotion} gates={gates} refresh={refresh} />}
      {isOpen && diff !== undefined && <Diff diff={diff} />}
      <div class="columns">
        <section>
          <h2>Timeline</h2>
          <Timeline lines={timeline} />
        </section>
        <div>
          <section>
            <h2>Targets</h2>
            <Targets targets={targets} />
          </section>
          <Commits view={data} />
        </div>
      </div>
    </>
  );
}

function PromotionFacts({ view }: { view: PromotionView }) {
  const { promotion, requestedAt, requestedBy, endedAt, definition } = view;
  const now = useNow();
  const until = endedAt === undefined ? now : Date.parse(endedAt);
  return (
    <Facts
      facts={[
        [
          'release',
          <Link key="release" to={{ page: 'release', id: promotion.release }}>
            {promotion.tag}
          </Link>,
        ],
        ['wave', `${promotion.wave} of ${promotion.waves}`],
        [
          'requested',
          <>
            <Ago at={requestedAt} /> by {requestedBy}
          </>,
        ],
        ['ended', endedAt && <Ago at={endedAt} />],
        [endedAt === undefined ? 'so far' : 'took', duration(until - Date.parse(requestedAt))],
        ['definition', <Hash key="definition" value={definition} />],
      ]}
    />
  );
}

function Commits({ view: { commits } }: { view: PromotionView }) {
  return (
    <section>
      <h2>Commits</h2>
      {commits.length === 0 && <p class="dim">Nothing was committed yet.</p>}
      <ul class="commits">
        {commits.map(({ wave, commit, changed, files }) => (
          <li key={wave}>
            <p>
              <Hash value={commit} /> wave {wave}
              {!changed && <span class="dim">, carried the release already</span>}
            </p>
            {files.map((file) => (
              <code key={file} class="file">
                {file}
              </code>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { DiffView, FleetView, PromotionSummary, PromotionView, StageView } from '../../api/views.ts';
import { duration } from '../lib/time.ts';
import { statusSign } from '../lib/words.ts';
import { withWritten } from '../lib/written.ts';
import { Facts, Hash, Loading, Problem } from '../parts/bits.tsx';
import { Commits } from '../parts/commits.tsx';
import { Diff } from '../parts/diff.tsx';
import { ReleaseEvidence, StagesBefore } from '../parts/evidence.tsx';
import { Gates } from '../parts/gates.tsx';
import { PageHeading } from '../parts/heading.tsx';
import { Pill } from '../parts/icon.tsx';
import { PromotionActions } from '../parts/promotion-actions.tsx';
import { PullRequest } from '../parts/pull-request.tsx';
import { Targets } from '../parts/targets.tsx';
import { Ago, Clock, Sentence } from '../parts/time.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { VoteButtons, Votes } from '../parts/votes.tsx';
import { Waves } from '../parts/waves.tsx';
import { useNow } from '../state/now.ts';
import { usePoll } from '../state/use-poll.ts';

/** It reads every overlay of the stage. */
const DIFF_EVERY_MS = 10_000;

interface PromotionPageProps {
  readonly id: string;
  readonly fleet: FleetView | undefined;
  readonly refreshFleet: () => void;
}

export function PromotionPage({ id, fleet, refreshFleet }: PromotionPageProps) {
  const { data, problem, refresh } = usePoll({
    key: `promotion:${id}`,
    load: (client) => client.promotion(id),
    everyMs: 1000,
  });
  const { diff, isDiffKnown } = useDiff(id, data);
  // All at once: what came later would move what somebody reads.
  if (data === undefined || !isDiffKnown || fleet === undefined)
    return (
      <>
        <PageHeading title="Promotion" />
        {problem === undefined ? <Loading what="the promotion" /> : <Problem text={problem} />}
      </>
    );
  const { promotion, gates, targets, timeline, evidence } = data;
  return (
    <>
      <PageHeading title={`${promotion.tag} to ${promotion.stage}`} within={promotion.pipeline}>
        <Pill sign={statusSign(promotion)} />
      </PageHeading>
      {problem !== undefined && <Problem text={problem} />}
      <Lead view={data} refresh={refresh} diff={diff}>
        <PromotionActions
          promotion={promotion}
          stage={stageOf(fleet, promotion)}
          stops={fleet.stops}
          refresh={() => {
            refresh();
            refreshFleet();
          }}
        />
      </Lead>
      <PromotionFacts view={data} />
      <div class="columns">
        <div>
          {evidence && <ReleaseEvidence view={data} evidence={evidence} />}
          {evidence && <StagesBefore before={evidence.before} />}
          <Gates promotion={promotion} gates={gates} refresh={refresh} />
        </div>
        {evidence ? <Waves view={data} evidence={evidence} /> : <Targets targets={targets} />}
      </div>
      <div class="columns">
        <div>
          {diff !== undefined && <Diff diff={diff} commits={data.commits} />}
          <Commits commits={data.commits} />
        </div>
        <section>
          <h2>Timeline</h2>
          <Timeline lines={timeline} />
        </section>
      </div>
    </>
  );
}

/** The diff while it is open, asked for anew as soon as a wave is written; what was seen of it stays. */
function useDiff(id: string, view: PromotionView | undefined) {
  const last = useRef<DiffView | undefined>(undefined);
  const isOpen = view !== undefined && view.endedAt === undefined;
  const { data, problem } = usePoll({
    key: `diff:${id}:${isOpen ? view.commits.length : 'none'}`,
    load: async (client) => (isOpen ? client.diff(id) : undefined),
    everyMs: DIFF_EVERY_MS,
  });
  // The diff may know of a commit before the promotion does.
  const isBegun = (wave: number): boolean =>
    view !== undefined && view.promotion.status !== 'gated' && wave <= view.promotion.wave;
  if (data !== undefined) last.current = withWritten(last.current, data, isBegun);
  const diff = last.current;
  return { diff, isDiffKnown: !isOpen || diff !== undefined || problem !== undefined };
}

const stageOf = ({ pipelines }: FleetView, { pipeline, stage }: PromotionSummary): StageView | undefined =>
  pipelines.find(({ name }) => name === pipeline)?.stages.find(({ name }) => name === stage);

interface LeadProps {
  readonly view: PromotionView;
  readonly refresh: () => void;
  readonly diff: DiffView | undefined;
  readonly children: ComponentChildren;
}

/** What it waits for, who voted, and the buttons. */
function Lead({ view: { promotion, evidence }, refresh, diff, children }: LeadProps) {
  const { voters = [], missing, expiresAt } = evidence ?? {};
  return (
    <div class="lead">
      <p>
        <Sentence text={promotion.sentence} />
      </p>
      <Votes votes={promotion.votes} missing={promotion.takesVotes ? missing : 0} />
      {promotion.takesVotes && (
        <div class="row">
          <VoteButtons promotion={promotion} refresh={refresh} diff={diff} />
          <p class="dim">
            {voters.length > 0 ? `May approve: ${voters.join(', ')}` : 'Nobody else may approve'}
            {expiresAt !== undefined && (
              <>
                ; until <Clock at={expiresAt} />
              </>
            )}
          </p>
        </div>
      )}
      {!promotion.takesVotes && promotion.votes.length > 0 && (
        <p class="row dim decided">Votes are closed.</p>
      )}
      {children}
    </div>
  );
}

function PromotionFacts({ view }: { view: PromotionView }) {
  const { promotion, requestedAt, requestedBy, endedAt, definition, pullRequest } = view;
  const now = useNow();
  const until = endedAt === undefined ? now : Date.parse(endedAt);
  return (
    <Facts
      facts={[
        ['asked for by', requestedBy],
        ['asked for', <Ago key="asked" at={requestedAt} />],
        ['wave', `${promotion.wave} of ${promotion.waves}`],
        ['pull request', pullRequest && <PullRequest key="pull" of={pullRequest} />],
        ['definition', <Hash key="definition" value={definition} />],
        [endedAt === undefined ? 'so far' : 'took', duration(until - Date.parse(requestedAt))],
        ['ended', endedAt && <Ago at={endedAt} />],
      ]}
    />
  );
}

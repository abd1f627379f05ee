import type { PromotionStatusView, ReleaseView, StageView } from '../../api/views.ts';
import { question } from '../state/question.ts';

interface RollbackProps {
  readonly pipeline: string;
  readonly stage: StageView;
  readonly refresh: () => void;
}

/** Shown where there is something to take away: a release that is there, or one that is coming. */
export function RollbackButton({ pipeline, stage, refresh }: RollbackProps) {
  const bad = stage.underWay ?? stage.current;
  if (bad === undefined) return null;
  return (
    <button
      type="button"
      class="small quiet"
      aria-label={`Roll back ${stage.name}`}
      onClick={() =>
        question.set({
          title: `Roll back ${stage.name} of ${pipeline}?`,
          facts: [
            `${bad.tag} is taken away and marked as bad; the release before it is put back at once, past every gate.`,
            'The stage is left on hold.',
          ],
          verb: 'Roll back',
          isGrave: true,
          needsReason: true,
          done: `${stage.name} is being rolled back`,
          async act(client, reason) {
            await client.rollBack(pipeline, stage.name, { reason });
            refresh();
          },
        })
      }
    >
      Roll back
    </button>
  );
}

/** How a promotion may have ended so that it can be tried again. */
export const GOT_STUCK: ReadonlySet<PromotionStatusView | undefined> = new Set(['failed', 'rejected']);

interface RetryProps {
  readonly release: string;
  readonly tag: string;
  readonly stage: string;
  readonly refresh: () => void;
}

/** Tries a release again in a stage where it did not get through. */
export function RetryButton({ release, tag, stage, refresh }: RetryProps) {
  return (
    <button
      type="button"
      class="small"
      aria-label={`Try again in ${stage}`}
      onClick={() =>
        question.set({
          title: `Try ${tag} in ${stage} again?`,
          facts: [
            'It passes the gates like any other; what the overlays carry already is not written again.',
          ],
          verb: 'Try again',
          isGrave: false,
          needsReason: false,
          done: `Asked for another promotion to ${stage}`,
          async act(client) {
            await client.promote(release, stage);
            refresh();
          },
        })
      }
    >
      Try again
    </button>
  );
}

export function Mark({ release, refresh }: { release: ReleaseView; refresh: () => void }) {
  const { mark } = release;
  if (mark === undefined) return null;
  return (
    <div class="note bad">
      <p>
        <strong>Marked as bad</strong>: no stage takes it. <q>{mark.reason}</q>
      </p>
      <button
        type="button"
        class="small"
        onClick={() =>
          question.set({
            title: `Lift the mark of ${release.tags[0] ?? release.id}?`,
            facts: [`It was marked because ${mark.reason}`, 'It begins nowhere by itself.'],
            verb: 'Lift the mark',
            isGrave: false,
            needsReason: true,
            done: 'The mark is lifted',
            async act(client, reason) {
              await client.liftMark(release.id, reason);
              refresh();
            },
          })
        }
      >
        Lift the mark
      </button>
    </div>
  );
}

import type { StageView } from '../../api/views.ts';
import { question } from '../state/question.ts';
import { Icon } from './icon.tsx';
import { Ago } from './time.tsx';

interface HoldProps {
  readonly pipeline: string;
  readonly stage: StageView;
  readonly refresh: () => void;
}

export function Hold({ pipeline, stage, refresh }: HoldProps) {
  const { hold } = stage;
  if (hold === undefined) return null;
  return (
    <div class="note warn">
      <Icon name="pause" tone="warn" />
      <p>
        <strong>On hold</strong> by {hold.by} <Ago at={hold.at} />
        <q>{hold.reason}</q>
      </p>
      <LiftHoldButton {...{ pipeline, stage, refresh }} text="Lift" look="small" />
    </div>
  );
}

interface LiftHoldProps extends HoldProps {
  readonly text: string;
  readonly look: 'small' | 'small quiet';
}

export function LiftHoldButton({ pipeline, stage, refresh, text, look }: LiftHoldProps) {
  const { name, hold } = stage;
  if (hold === undefined) return null;
  return (
    <button
      type="button"
      class={look}
      aria-label={`Lift the hold of ${name}`}
      onClick={() =>
        question.set({
          title: `Lift the hold of ${name} in ${pipeline}?`,
          facts: [`${hold.by} holds it: ${hold.reason}`, 'What waits for the stage goes on at once.'],
          verb: 'Lift the hold',
          isGrave: false,
          needsReason: true,
          done: `Hold of ${name} lifted`,
          async act(client, reason) {
            await client.liftHold(pipeline, name, reason);
            refresh();
          },
        })
      }
    >
      {text}
    </button>
  );
}

export function HoldButton({ pipeline, stage, refresh }: HoldProps) {
  if (stage.hold !== undefined) return null;
  return (
    <button
      type="button"
      class="small quiet"
      aria-label={`Hold ${stage.name}`}
      onClick={() =>
        question.set({
          title: `Hold ${stage.name} of ${pipeline}?`,
          facts: ['No promotion is committed there until somebody lifts the hold.'],
          verb: 'Hold',
          isGrave: true,
          needsReason: true,
          done: `${stage.name} is on hold`,
          async act(client, reason) {
            await client.hold(pipeline, stage.name, reason);
            refresh();
          },
        })
      }
    >
      Hold
    </button>
  );
}

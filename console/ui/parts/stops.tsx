import type { StopScopeView, StopView } from '../../api/views.ts';
import { question } from '../state/question.ts';
import { Icon } from './icon.tsx';
import { Ago } from './time.tsx';

/** What the stop switch keeps from being committed, on every page. */
export function Stops({ stops, refresh }: { stops: readonly StopView[]; refresh: () => void }) {
  return (
    <>
      {stops.map((stop) => (
        <div class="banner note warn" key={stop.what}>
          <Icon name="pause" tone="bad" />
          <p>
            <strong>Stopped: {stop.what}</strong> by {stop.by} <Ago at={stop.at} />
            <q>{stop.reason}</q>
          </p>
          <button
            type="button"
            class="small"
            aria-label={`Resume ${stop.what}`}
            onClick={() => askToResume(stop, refresh)}
          >
            Resume
          </button>
        </div>
      ))}
    </>
  );
}

function askToResume({ scope, what, by, reason }: StopView, refresh: () => void): void {
  question.set({
    title: `Resume ${what}?`,
    facts: [`${by} stopped it: ${reason}`, 'What waits for it goes on at once.'],
    verb: 'Resume',
    isGrave: false,
    needsReason: true,
    done: `${what} resumed`,
    async act(client, why) {
      await client.resume(scope, why);
      refresh();
    },
  });
}

interface StopButtonProps {
  readonly scope: StopScopeView;
  /** What the button says, and what is stopped, in words. */
  readonly verb: string;
  readonly what: string;
  /** What that comes to. */
  readonly fact: string;
  readonly refresh: () => void;
}

function StopSwitch({ scope, verb, what, fact, refresh }: StopButtonProps) {
  return (
    <button
      type="button"
      class="small quiet"
      onClick={() =>
        question.set({
          title: `Stop ${what}?`,
          facts: [fact],
          verb,
          isGrave: true,
          needsReason: true,
          done: `Stopped: ${what}`,
          async act(client, reason) {
            await client.stop(scope, reason);
            refresh();
          },
        })
      }
    >
      {verb}
    </button>
  );
}

export const StopButton = ({ refresh }: { refresh: () => void }) => (
  <StopSwitch
    scope={{ kind: 'everything' }}
    verb="Stop everything"
    what="everything"
    fact="Nothing is committed to any stage of any pipeline until somebody resumes it."
    refresh={refresh}
  />
);

interface StopStageProps {
  readonly pipeline: string;
  readonly stage: string;
  readonly refresh: () => void;
}

export const StopStageButton = ({ pipeline, stage, refresh }: StopStageProps) => (
  <StopSwitch
    scope={{ kind: 'stage', pipeline, stage }}
    verb={`Stop ${stage}`}
    what={`${stage} of ${pipeline}`}
    fact="Nothing is committed there, not even a rollback unless settings let it, until somebody resumes it."
    refresh={refresh}
  />
);

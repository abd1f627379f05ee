import type { StopView } from '../../api/views.ts';
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

export function StopButton({ refresh }: { refresh: () => void }) {
  return (
    <button
      type="button"
      class="small quiet"
      onClick={() =>
        question.set({
          title: 'Stop everything?',
          facts: ['Nothing is committed to any stage of any application until somebody resumes it.'],
          verb: 'Stop everything',
          isGrave: true,
          needsReason: true,
          done: 'Everything is stopped',
          async act(client, reason) {
            await client.stop({ kind: 'everything' }, reason);
            refresh();
          },
        })
      }
    >
      Stop everything
    </button>
  );
}

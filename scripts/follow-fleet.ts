import type { Client } from '../console/api/client.ts';
import type { FleetView } from '../console/api/views.ts';
import { NAMES } from '../local/deploy.ts';
import type { EventBridge } from '../local/services/eventbridge/eventbridge.ts';

/** The types of the events after which there are other targets. */
const CHANGES: readonly unknown[] = ['Pipeline Defined', 'Pipeline Removed'];

export interface FleetFollower {
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

/** Tells what the fleet is now whenever a pipeline was defined or removed. */
export function followFleet(options: {
  readonly events: Pick<EventBridge, 'listen'>;
  readonly client: Pick<Client, 'fleet'>;
  readonly apply: (fleet: FleetView) => Promise<void>;
  readonly log: (line: string) => void;
}): FleetFollower {
  const { events, client, apply, log } = options;
  let isStopped = false;
  /** One look after another; several changes at once are one more look. */
  let isDue = false;
  let round: Promise<void> | undefined;

  async function look(): Promise<void> {
    while (isDue && !isStopped) {
      isDue = false;
      await client
        .fleet()
        .then(apply)
        .catch((error: unknown) => {
          if (!isStopped) log(`The agents could not follow the pipelines: ${String(error)}`);
        });
    }
    round = undefined;
  }
  const silence = events.listen(NAMES.eventBus, (event) => {
    if (!CHANGES.includes(event['detail-type'])) return;
    isDue = true;
    round ??= look();
  });
  return {
    async stop() {
      isStopped = true;
      silence();
      await round;
    },
  };
}

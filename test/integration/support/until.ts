import { setTimeout } from 'node:timers/promises';
import type { Client } from '../../../console/api/client.ts';

const LOOK_EVERY_MS = 50;

/** Waits for a condition; what it never became is told with what each stage waits for. */
export type Until = <Found>(
  description: string,
  look: () => Promise<Found | undefined | false>,
  timeoutMs?: number,
) => Promise<Found>;

/** `client` is asked anew at each failure, for an installation may have been started again meanwhile. */
export function createUntil(client: () => Client): Until {
  return async (description, look, timeoutMs = 150_000) => {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > deadline)
        throw new Error(
          `Not within ${timeoutMs / 1000} s: ${description}.\n${await describeFleet(client())}`,
        );
      await setTimeout(LOOK_EVERY_MS);
    }
  };
}

async function describeFleet(client: Client): Promise<string> {
  try {
    const { pipelines } = await client.fleet();
    const explanations = await Promise.all(
      pipelines.flatMap(({ name, stages }) => stages.map((stage) => client.explain(name, stage.name))),
    );
    const stages = explanations.map(
      ({ pipeline, summary, because }) =>
        `${pipeline}: ${summary} (${because.map(({ what, sentence }) => `${what}: ${sentence}`).join('; ')})`,
    );
    const ledger = (await client.ledger({ limit: 30 })).map(
      ({ at, pipeline, sentence }) => `${at} ${pipeline} ${sentence}`,
    );
    return [...stages, ...ledger.reverse()].join('\n');
  } catch (error) {
    return `And the installation does not answer: ${error}`;
  }
}

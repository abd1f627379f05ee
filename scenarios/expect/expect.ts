import { parseDuration } from '../../src/domain/duration.ts';
import type { Expectation } from '../format/expectation-schema.ts';
import type { World } from '../world/world.ts';
import type { Finding } from './finding.ts';
import { Look } from './look.ts';
import { findingsOfLedger } from './of-ledger.ts';
import { findingsOfPullRequest } from './of-pull-request.ts';
import { findingsOfRepository } from './of-repository.ts';
import { findingsOfRelease, findingsOfStage } from './of-stage.ts';

/** Everything that is not as expected; empty when all of it is so, within or throughout the time that was given. */
export async function check(wanted: Expectation, world: World): Promise<readonly Finding[]> {
  const { within, throughout } = wanted;
  await world.rest();
  let findings = await findingsOf(wanted, new Look(world));
  let seen = world.changes;
  /** Looks again where something may have become another since the last look. */
  const look = async (): Promise<readonly Finding[]> => {
    if (seen !== world.changes || changesByItself(wanted))
      findings = await findingsOf(wanted, new Look(world));
    seen = world.changes;
    return findings;
  };
  if (within !== undefined && findings.length > 0)
    await world.runUntil(async () => (await look()).length === 0, parseDuration(within) ?? 0);
  if (throughout !== undefined && findings.length === 0)
    await world.runUntil(async () => (await look()).length > 0, parseDuration(throughout) ?? 0);
  return findings;
}

/** Gates open and agents count as silent by the passing of time alone. */
const changesByItself = ({ gate, explain, health }: Expectation): boolean =>
  gate !== undefined || explain !== undefined || health !== undefined;

async function findingsOf(wanted: Expectation, look: Look): Promise<Finding[]> {
  return [
    ...(await findingsOfRelease(wanted, look)),
    ...(await findingsOfStage(wanted, look)),
    ...(await findingsOfRepository(wanted, look)),
    ...(await findingsOfPullRequest(wanted, look)),
    ...(await findingsOfLedger(wanted, look)),
  ];
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { commitChanges } from '../../src/app/commit-changes.ts';
import { holdStage } from '../../src/app/hold-stage.ts';
import { explainStage } from '../../src/app/queries/explain.ts';
import { requestChange } from '../../src/app/request-change.ts';
import { diffOfStage } from '../../src/app/stage-diff.ts';
import { stop } from '../../src/app/stop.ts';
import type { Explanation } from '../../src/app/views.ts';
import type { Actor } from '../../src/domain/ledger/actor.ts';
import { Draft } from '../../src/domain/ledger/draft.ts';
import type { Fact } from '../../src/domain/ledger/entry.ts';
import type { Gate } from '../../src/domain/pipeline/types.ts';
import { identity } from '../../src/domain/promotion/identity.ts';
import type { StopScope } from '../../src/domain/promotion/stop.ts';
import { anApproval, aPipeline, aStage } from '../builders/pipeline.ts';
import { active, aFleet, anOverlay, overlayPath, push, settingsFor } from '../fakes/fleet.ts';
import type { Fakes } from '../fakes/index.ts';

const PEOPLE = ['alice', 'bob', 'carol', 'mallory'];
const HOUR = 3_600_000;

const gates: fc.Arbitrary<Gate> = fc.oneof(
  fc
    .record({ quorum: fc.integer({ min: 1, max: 2 }), expiresMs: fc.integer({ min: 1, max: 96 * HOUR }) })
    .map(anApproval),
  fc.record({
    kind: fc.constant('freeze' as const),
    effect: fc.constantFrom('deny' as const, 'allow' as const),
    cron: fc.constantFrom('0 16 * * FRI', '0 0 * * *', '30 11 * * *'),
    forMs: fc.integer({ min: 1, max: 20 }).map((hours) => hours * HOUR),
    timeZone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
  }),
);

const scopes = fc.constantFrom<StopScope>(
  { kind: 'everything' },
  { kind: 'pipeline', pipeline: 'checkout' },
  { kind: 'pipeline', pipeline: 'search' },
  { kind: 'stage', pipeline: 'checkout', stage: 'dev' },
  { kind: 'cluster', cluster: 'dev-eu-1' },
  { kind: 'cluster', cluster: 'prod-eu-1' },
);

type Overridable = 'approval' | 'freeze';

/** Everything that gates look at. Mostly open, so that both outcomes are common. */
const worlds = fc.record({
  gates: fc.array(gates, { maxLength: 3 }),
  votes: fc.uniqueArray(
    fc.record({
      person: fc.constantFrom(...PEOPLE),
      verdict: fc.constantFrom('approve' as const, 'approve' as const, 'approve' as const, 'reject' as const),
    }),
    { selector: ({ person }) => person },
  ),
  members: fc.subarray(PEOPLE, { minLength: 1 }),
  stops: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(scopes, { maxLength: 2 })),
  overrides: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Overridable[]>([]) },
    fc.subarray<Overridable>(['approval', 'freeze']),
  ),
  /** Somebody writes into the lines that were approved. */
  isTouched: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
  isHeld: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  /** How much time passes before each look. */
  looks: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 4, maxLength: 4 }),
});
type World = Parameters<Parameters<typeof worlds.map>[0]>[0];

async function record({ ledger, clock }: Fakes, ...facts: Fact[]): Promise<void> {
  const draft = new Draft(await ledger.read('checkout'), clock.now());
  for (const fact of facts) draft.record(fact, personOf(fact));
  await ledger.append(draft.before, draft.state, draft.entries);
}

function personOf(fact: Fact): Actor | undefined {
  if (fact.type === 'vote-cast') return { kind: 'person', name: fact.via };
  return fact.type === 'gate-overridden' ? { kind: 'person', name: 'alice' } : undefined;
}

/** The promotion waits at its gates, and all this has happened. */
async function arrange(world: World): Promise<Fakes> {
  const pipeline = aPipeline({ stages: [aStage('dev', { gates: world.gates })] });
  const fleet = await aFleet(pipeline);
  await push(fleet, '1.0.0', 'a');
  const of = identity(active(fleet, 'dev'));
  // `via` names the person here, for `record` to take the actor from.
  const { digest, wave, waves } = await diffOfStage(fleet, active(fleet, 'dev'));
  const diff = { digest, wave, waves };
  const cast = world.votes.map(({ person, verdict }) => ({
    type: 'vote-cast' as const,
    ...of,
    verdict,
    reason: 'as I see it',
    via: person,
    diff,
  }));
  await record(fleet, ...cast);
  for (const gate of world.overrides) {
    const fact = { type: 'gate-overridden' as const, ...of, gate, reason: 'incident 42', said: 'closed' };
    await record(fleet, fact);
  }
  if (world.isTouched) fleet.repository.pushByHand({ [overlayPath('dev-eu-1')]: anOverlay('0.9.1') });
  const request = { person: 'alice', reason: 'incident 42' };
  for (const scope of world.stops) await stop(fleet, { ...request, scope });
  if (world.isHeld) await holdStage(fleet, { ...request, pipeline: 'checkout', stage: 'dev' });
  const groups = [{ name: 'release-managers', members: world.members }];
  const overrides = world.overrides.map((gate) => ({ gate, from: ['release-managers'] }));
  await fleet.configuration.putSettings({ ...settingsFor(pipeline), groups, overrides });
  return fleet;
}

/** The promotion passed its gates at another time; now its change is with the committer. */
async function commit(fleet: Fakes): Promise<void> {
  const promotion = active(fleet, 'dev');
  await record(fleet, { type: 'gates-passed', ...identity(promotion), wave: 0, gates: [] });
  await requestChange(fleet, { pipeline: 'checkout', promotion: promotion.id, token: 'T' });
  await commitChanges(fleet);
}

const answers = ({ because }: Explanation) =>
  because.map(({ what, state, sentence }) => ({ gate: what, state, sentence }));

const DECISIONS = 10_000;

it('says exactly what the committer decides', async () => {
  const outcomes = { committed: 0, returned: 0 };
  const count = (): number => outcomes.committed + outcomes.returned;

  async function look(fleet: Fakes): Promise<boolean> {
    const explained = answers(await explainStage(fleet, 'checkout', 'dev'));
    await commit(fleet);
    const last = fleet.ledger.entries('checkout').at(-1);
    const isOpen = explained.every(({ state }) => state === 'open');
    outcomes[isOpen ? 'committed' : 'returned'] += 1;
    expect(last?.type).toBe(isOpen ? 'wave-committed' : 'change-returned');
    if (last?.type === 'change-returned')
      expect(last.gates.map(({ gate, state, sentence }) => ({ gate, state, sentence }))).toEqual(explained);
    return isOpen;
  }

  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      if (count() >= DECISIONS) return;
      const fleet = await arrange(world);
      for (const hours of world.looks) {
        fleet.clock.advance(hours * HOUR);
        if (await look(fleet)) return;
      }
    }),
    { numRuns: DECISIONS },
  );
  expect(count()).toBeGreaterThanOrEqual(DECISIONS);
  // Neither outcome is an exception, or this would have shown little.
  expect(Math.min(outcomes.committed, outcomes.returned)).toBeGreaterThan(DECISIONS / 10);
}, 300_000);

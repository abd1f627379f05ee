import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refreshConfiguration } from '../../../src/app/refresh-configuration.ts';
import { sweep } from '../../../src/app/sweep/sweep.ts';
import { isOpen } from '../../../src/domain/promotion/state.ts';
import { report } from '../../fakes/fleet.ts';
import {
  aWorld,
  fileOf,
  MINUTE,
  overlayOf,
  pipelineFile,
  pushed,
  sweepLater,
  type World,
} from '../../unit/app/sweep/world.ts';

/** What happens at a minute, and whether anybody is told: of the push, of the start, of answers, of the wake. */
interface Step {
  readonly version: number;
  readonly lost: 'nothing' | 'event' | 'start' | 'answers' | 'message';
}

const steps = fc.uniqueArray(
  fc.record({
    version: fc.integer({ min: 1, max: 15 }),
    lost: fc.constantFrom<Step['lost']>('nothing', 'event', 'start', 'answers', 'message'),
  }),
  { selector: ({ version }) => version, minLength: 1, maxLength: 5 },
);

async function play(
  mode: 'latest' | 'queue',
  pushes: readonly Step[],
  isConfigurationLost: boolean,
): Promise<World> {
  const more = `whenSuperseded: ${mode}\n      health: { timeout: 60m }`;
  const world = await aWorld({ tags: '<1.0.0', dev: more, staging: more });
  world.repository.pushByHand({ [fileOf('checkout')]: pipelineFile({ dev: more, staging: more }) });
  if (!isConfigurationLost) await refreshConfiguration(world.ports);
  for (const { version, lost } of pushes) {
    world.clock.advance(MINUTE);
    const { start, answer } = world.workflow;
    if (lost === 'start') world.workflow.start = async () => {};
    // But not the committer's: it answers before it removes the change, so its next run answers again.
    if (lost === 'answers')
      world.workflow.answer = async (token) => {
        if (token.includes(' CommitWave ')) await answer.call(world.workflow, token);
      };
    if (lost === 'message') world.changes.wakes.push = () => 0;
    await pushed(world, `1.${version}.0`, version.toString(16), { lost: lost === 'event' });
    await world.executions.settle();
    Reflect.deleteProperty(world.changes.wakes, 'push');
    Object.assign(world.workflow, { start, answer });
  }
  await sweepLater(world);
  await untilQuiet(world);
  return world;
}

/** Executions go on, and agents report what the repository says, until nobody waits for anything. */
async function untilQuiet(world: World): Promise<void> {
  for (let round = 0; round < 30; round += 1) {
    await world.executions.settle();
    if (!openIn(world)) return;
    for (const cluster of ['dev-eu-1', 'staging-eu-1']) await report(world, cluster);
    // A cloud tells of its own commits.
    await refreshConfiguration(world.ports);
  }
  throw new Error('Something still waits.');
}

const openIn = ({ ledger }: World): boolean =>
  Object.values(ledger.state('checkout').promotions).some(isOpen);

function outcome({ ledger, repository }: World) {
  const { stages, releases } = ledger.state('checkout');
  return {
    releases: Object.keys(releases).sort(),
    current: Object.entries(stages).map(([name, { current, hold }]) => [name, current?.tag, hold]),
    files: ['dev-eu-1', 'staging-eu-1'].map((cluster) => repository.files()[overlayOf('checkout', cluster)]),
  };
}

it('one sweep after lost events leaves everything where it would be without the losses', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('latest', 'queue'),
      steps,
      fc.boolean(),
      async (mode, pushes, isConfigurationLost) => {
        const told = pushes.map(({ version }) => ({ version, lost: 'nothing' as const }));
        const [calm, world] = [await play(mode, told, false), await play(mode, pushes, isConfigurationLost)];
        expect(outcome(world)).toEqual(outcome(calm));
        world.clock.advance(5 * MINUTE);
        expect((await sweep(world.ports)).repaired).toEqual([]);
      },
    ),
    { numRuns: 30 },
  );
}, 30_000);

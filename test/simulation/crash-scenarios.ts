import { expect } from 'vitest';
import { castVote } from '../../src/app/cast-vote.ts';
import { checkGates } from '../../src/app/check-gates.ts';
import { checkHealth } from '../../src/app/check-health.ts';
import { commitChanges } from '../../src/app/commit-changes.ts';
import { completePromotion } from '../../src/app/complete-promotion.ts';
import { RefusedError } from '../../src/app/errors.ts';
import { failPromotion } from '../../src/app/fail-promotion.ts';
import { holdStage, liftHold } from '../../src/app/hold-stage.ts';
import { promote } from '../../src/app/promote.ts';
import { receiveFluxReport } from '../../src/app/receive-health.ts';
import { refreshConfiguration } from '../../src/app/refresh-configuration.ts';
import { requestChange } from '../../src/app/request-change.ts';
import { anApproval, aPipeline, aStage, aTarget } from '../builders/pipeline.ts';
import { Executions } from '../fakes/executions.ts';
import { active, aFleet, promotionsOf, push, report, signedReport } from '../fakes/fleet.ts';
import { createFakes, type Fakes } from '../fakes/index.ts';
import { CHECKOUT, SETTINGS } from '../unit/app/files.ts';
import { ask, commit, of, passGates } from '../unit/app/steps.ts';

/** Something that a use case does, in a world that was arranged for it; `act` may be called again, as its caller would. */
export interface Scenario {
  readonly name: string;
  readonly arrange: () => Promise<Fakes>;
  readonly act: (fakes: Fakes) => Promise<unknown>;
  /** Where an execution may learn by another token what has become of it. */
  readonly anyToken?: boolean;
}

const oneApproval = () =>
  aPipeline({
    stages: [aStage('prod', { gates: [anApproval({ quorum: 1 })] }), aStage('after', { after: ['prod'] })],
  });

async function aPushedFleet(pipeline = aPipeline()): Promise<Fakes> {
  const fleet = await aFleet(pipeline);
  await push(fleet, '1.0.0', 'a');
  return fleet;
}

const waits = ({ waits }: Fakes, stage: string, fakes: Fakes, what: 'stage' | 'gates' | 'health') =>
  waits.put({ promotion: active(fakes, stage).id, for: what, token: `${what} of ${stage}` });

const vote = { pipeline: 'checkout', stage: 'prod', person: 'alice', reason: 'fine', via: 'cli' } as const;
const orRefused = (error: unknown): void => {
  if (!(error instanceof RefusedError)) throw error;
};

export const scenarios: Scenario[] = [
  {
    name: 'a push that supersedes a promotion',
    arrange: async () => {
      const fleet = await aPushedFleet();
      await waits(fleet, 'dev', fleet, 'gates');
      return fleet;
    },
    act: (fleet) => push(fleet, '1.1.0', 'b'),
  },
  {
    name: 'a look at gates',
    arrange: () => aPushedFleet(oneApproval()),
    act: (fleet) => checkGates(fleet.ports, of(fleet, 'prod')),
  },
  {
    name: 'passing the gates',
    arrange: () => aPushedFleet(),
    act: (fleet) => checkGates(fleet.ports, of(fleet, 'dev')),
  },
  {
    name: 'asking for a commit',
    arrange: async () => {
      const fleet = await aPushedFleet();
      await passGates(fleet, 'dev');
      return fleet;
    },
    act: (fleet) => requestChange(fleet.ports, { ...of(fleet, 'dev'), token: 'T' }),
  },
  {
    name: 'a commit',
    arrange: async () => {
      const fleet = await aPushedFleet();
      await ask(fleet, 'dev');
      return fleet;
    },
    act: (fleet) => commitChanges(fleet.ports),
  },
  {
    name: 'a commit of a release that is there already',
    arrange: async () => {
      const fleet = await aPushedFleet();
      await commit(fleet, 'dev');
      await failPromotion(fleet.ports, { ...of(fleet, 'dev'), error: 'Broken', cause: 'broken' });
      await liftHold(fleet.ports, { ...vote, stage: 'dev' });
      const [release = ''] = Object.keys(fleet.ledger.state('checkout').releases);
      await promote(fleet.ports, { release, stage: 'dev', person: 'alice' });
      // The branch is at rest again: the committer need not gather.
      fleet.clock.advance(60_000);
      await ask(fleet, 'dev');
      return fleet;
    },
    act: (fleet) => commitChanges(fleet.ports),
  },
  {
    name: 'a refused commit',
    arrange: async () => {
      const fleet = await aPushedFleet();
      fleet.repository.pushByHand({ 'apps/checkout/overlays/dev-eu-1/kustomization.yaml': undefined });
      await ask(fleet, 'dev');
      return fleet;
    },
    act: (fleet) => commitChanges(fleet.ports),
  },
  {
    name: 'a look at health',
    arrange: async () => {
      const fleet = await aPushedFleet();
      await commit(fleet, 'dev');
      await report(fleet, 'dev-eu-1');
      return fleet;
    },
    // The workflow has the end followed up where it finds it recorded already.
    act: async (fleet) => {
      const [{ id } = { id: '' }] = promotionsOf(fleet, 'dev');
      const { verdict } = await checkHealth(fleet.ports, { pipeline: 'checkout', promotion: id });
      if (verdict === 'last-wave')
        await completePromotion(fleet.ports, { pipeline: 'checkout', promotion: id });
      else expect(verdict).toBe('ended');
    },
  },
  {
    name: 'a look at health of a later commit that fails',
    arrange: async () => {
      const fleet = await aPushedFleet();
      await commit(fleet, 'dev');
      fleet.repository.pushByHand({ 'README.md': 'hello' });
      await report(fleet, 'dev-eu-1', { failing: 'crash loop' });
      return fleet;
    },
    act: (fleet) => checkHealth(fleet.ports, of(fleet, 'dev')),
  },
  {
    name: 'a health report',
    arrange: async () => {
      const fleet = await aPushedFleet();
      await commit(fleet, 'dev');
      await checkHealth(fleet.ports, of(fleet, 'dev'));
      await waits(fleet, 'dev', fleet, 'health');
      return fleet;
    },
    act: async (fleet) => receiveFluxReport(fleet.ports, await signedReport(fleet, 'dev-eu-1')),
  },
  {
    name: 'the end of a promotion, with another one waiting',
    arrange: async () => {
      const fleet = await aPushedFleet();
      await commit(fleet, 'dev');
      await push(fleet, '1.1.0', 'b');
      const [id = ''] = fleet.ledger.state('checkout').stages.dev?.waiting ?? [];
      await fleet.waits.put({ promotion: id, for: 'stage', token: 'stage of 1.1.0' });
      return fleet;
    },
    act: (fleet) => completePromotion(fleet.ports, { pipeline: 'checkout', promotion: first(fleet) }),
  },
  {
    name: 'a failure, with another one waiting',
    arrange: async () => {
      const fleet = await aPushedFleet();
      await ask(fleet, 'dev');
      await push(fleet, '1.1.0', 'b');
      const [id = ''] = fleet.ledger.state('checkout').stages.dev?.waiting ?? [];
      await fleet.waits.put({ promotion: id, for: 'stage', token: 'stage of 1.1.0' });
      return fleet;
    },
    act: (fleet) =>
      failPromotion(fleet.ports, {
        pipeline: 'checkout',
        promotion: first(fleet),
        error: 'Broken',
        cause: 'no',
      }),
  },
  {
    name: 'a vote',
    arrange: async () => {
      const fleet = await aPushedFleet(oneApproval());
      await waits(fleet, 'prod', fleet, 'gates');
      return fleet;
    },
    act: (fleet) =>
      castVote(fleet.ports, {
        ...vote,
        identity: { kind: 'local', person: 'alice' },
        verdict: 'approve',
      }).then(() => {}, orRefused),
  },
  {
    name: 'a lifted hold',
    arrange: async () => {
      const fleet = await aPushedFleet();
      await holdStage(fleet.ports, { ...vote, stage: 'dev' });
      await waits(fleet, 'dev', fleet, 'gates');
      return fleet;
    },
    act: (fleet) => liftHold(fleet.ports, { ...vote, stage: 'dev' }).catch(orRefused),
  },
  {
    name: 'a change of the pipeline files',
    arrange: async () => createFakes({ files: { ...SETTINGS, ...CHECKOUT } }),
    act: (fakes) => refreshConfiguration(fakes.ports),
  },
  {
    name: 'a change that is given back because its stage was held meanwhile',
    arrange: async () => aFleet(aPipeline({ stages: [aStage('dev')] })),
    act: async (fleet) => {
      const executions = new Executions(fleet);
      fleet.interruptions.before('changes.request', () => holdStage(fleet, { ...vote, stage: 'dev' }));
      await push(fleet, '1.0.0', 'a').catch(() => push(fleet, '1.0.0', 'a'));
      await executions.settle();
      return executions.all.map(({ state }) => state);
    },
    anyToken: true,
  },
  {
    name: 'a whole promotion',
    arrange: async () => aFleet(aPipeline({ stages: [aStage('dev', { waves: [[aTarget('dev-eu-1')]] })] })),
    act: async (fleet) => {
      const executions = new Executions(fleet);
      await push(fleet, '1.0.0', 'a').catch(() => push(fleet, '1.0.0', 'a'));
      await executions.settle();
      fleet.clock.advance(1000);
      const said = await signedReport(fleet, 'dev-eu-1');
      await receiveFluxReport(fleet.ports, said).catch(() => receiveFluxReport(fleet.ports, said));
      await executions.settle();
      return executions.all.map(({ status }) => status);
    },
  },
];

const first = ({ workflow }: Fakes): string => workflow.started[0]?.promotion ?? '';

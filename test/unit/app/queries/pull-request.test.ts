import { expect, it } from 'vitest';
import { createConsole } from '../../../../console/api/app.ts';
import { createClient } from '../../../../console/api/client.ts';
import { identifyByToken } from '../../../../console/api/identity.ts';
import { checkGates } from '../../../../src/app/check-gates.ts';
import { commitChanges } from '../../../../src/app/commit-changes.ts';
import { syncPullRequest } from '../../../../src/app/pull-requests/sync-pull-request.ts';
import { viewPromotion } from '../../../../src/app/queries/promotion.ts';
import type { PullRequestView } from '../../../../src/app/views.ts';
import { anApproval, aPipeline, aStage } from '../../../builders/pipeline.ts';
import { active, aFleet, push, settingsFor } from '../../../fakes/fleet.ts';
import type { Fakes } from '../../../fakes/index.ts';
import { aProposingFleet, arnOf } from '../pull-requests/proposing-fleet.ts';
import { ask, of } from '../steps.ts';

const ADDRESS = 'https://codecommit.example.com/{id}?region=r';
const URL = 'https://codecommit.example.com/1?region=r';

const sync = (fleet: Fakes, promotion: string, closedBy?: string) =>
  syncPullRequest(fleet.ports, { promotion, pullRequest: '1', closedBy }, 'https://towpath.example');

async function proposed(begin: () => Promise<Fakes> = aProposingFleet) {
  const fleet = await begin();
  await checkGates(fleet.ports, of(fleet, 'prod'));
  const { id } = active(fleet, 'prod');
  await sync(fleet, id);
  const view = async (address?: string): Promise<PullRequestView | undefined> =>
    (await viewPromotion(fleet.ports, id, address)).pullRequest;
  return { fleet, id, view };
}

/** Where a pull request is only a way to vote. */
async function aVotingFleet(): Promise<Fakes> {
  const pipeline = aPipeline({ stages: [aStage('prod', { gates: [anApproval({ via: 'pull-request' })] })] });
  const fleet = await aFleet(pipeline);
  const settings = settingsFor(pipeline);
  const people = settings.people.map(({ name }) => ({ name, arns: [arnOf(name)] }));
  await fleet.configuration.putSettings({ ...settings, people });
  await push(fleet, '1.0.0', 'a');
  return fleet;
}

async function write(fleet: Fakes, id: string): Promise<void> {
  for (const name of ['alice', 'bob']) fleet.pullRequests.approve('1', arnOf(name));
  await sync(fleet, id);
  await ask(fleet, 'prod');
  await commitChanges(fleet.ports);
}

it('a promotion names its pull request, and leads to it where that has an address', async () => {
  const { fleet, id, view } = await proposed();
  expect(await view()).toEqual({ id: '1', state: 'open' });
  expect(await view(ADDRESS)).toEqual({ id: '1', state: 'open', url: URL });
  const token = 'a-token-of-this-installation';
  const identify = identifyByToken(token, fleet.ports.configuration);
  const app = createConsole({
    ports: fleet.ports,
    identify,
    assets: () => undefined,
    pullRequestUrl: ADDRESS,
  });
  const fetch = async (input: unknown, init?: RequestInit) => app.request(String(input), init);
  const { pullRequest } = await createClient({ url: 'http://towpath', token, fetch }).promotion(id);
  expect(pullRequest?.url).toBe(URL);
});

it('a promotion that was not proposed names none', async () => {
  const fleet = await aProposingFleet();
  expect(await viewPromotion(fleet.ports, of(fleet, 'prod').promotion, ADDRESS)).not.toHaveProperty(
    'pullRequest',
  );
});

it.each<[string, () => Promise<Fakes>, PullRequestView['state']]>([
  ['merged where it was the change', aProposingFleet, 'merged'],
  ['closed where it was a way to vote', aVotingFleet, 'closed'],
])('once the wave is written, it is %s', async (_, begin, state) => {
  const { fleet, id, view } = await proposed(begin);
  await write(fleet, id);
  expect((await view())?.state).toBe(state);
});

it('one that somebody closed or replaced says so', async () => {
  const { fleet, id, view } = await proposed();
  fleet.pullRequests.closeByHand('1');
  await sync(fleet, id);
  expect((await view())?.state).toBe('closed');
});

it('of a promotion that ended before it was written, it is closed', async () => {
  const { fleet, view } = await proposed(aVotingFleet);
  await push(fleet, '1.1.0', 'b');
  expect((await view())?.state).toBe('closed');
});

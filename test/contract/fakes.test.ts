import { createFakes } from '../fakes/index.ts';
import { FakePullRequests } from '../fakes/pull-requests.ts';
import { FakeSweepMemory } from '../fakes/registry.ts';
import { FakeRepository, NO_TEXT } from '../fakes/repository.ts';
import { describeChanges } from './changes.contract.ts';
import { describeChatMemory } from './chat.contract.ts';
import { describeHealth } from './health.contract.ts';
import { describeLedger } from './ledger.contract.ts';
import { describePullRequests } from './pull-requests.contract.ts';
import { describeRepository } from './repository.contract.ts';
import {
  describeConfiguration,
  describeSweepMemory,
  describeWaits,
  describeWakes,
} from './small-stores.contract.ts';
import { describeWorkflow } from './workflow.contract.ts';

const name = 'the fake';

describeLedger(name, async () => createFakes().ledger);
describeHealth(name, async () => createFakes().health);
describeWakes(name, async () => createFakes().wakes);
describeWaits(name, async () => createFakes().waits);
describeChatMemory(name, async () => createFakes().chatMemory);
describeConfiguration(name, async () => createFakes().configuration);
describeSweepMemory(name, async () => new FakeSweepMemory());

describeChanges(name, async () => {
  const { changes } = createFakes();
  return { changes, wakes: async () => changes.wakes };
});

describeRepository(name, async (files) => {
  const repository = new FakeRepository(files as Readonly<Record<string, string>>);
  return {
    repository,
    push: async (changes) => repository.pushByHand(changes),
    pushNoText: async (path) => repository.pushByHand({ [path]: NO_TEXT }),
  };
});

describeWorkflow(name, async () => {
  const { workflow } = createFakes();
  return {
    workflow,
    tokenOf: async (promotion) => `token of ${promotion}`,
    outcomeOf: async (promotion) => {
      const token = `token of ${promotion}`;
      const failure = workflow.failed.find((failed) => failed.token === token);
      if (failure) return { error: failure.error, cause: failure.cause };
      return workflow.answered.includes(token) ? 'succeeded' : 'running';
    },
    ended: async (promotion, how) => workflow.ended.set(promotion, how),
    count: async () => workflow.started.length,
  };
});

describePullRequests(name, async () => {
  const repository = new FakeRepository({ overlay: 'old\n' });
  const pulls = new FakePullRequests(repository);
  const parent = await repository.tip();
  return {
    pulls,
    parent,
    approve: async (id, user) => pulls.approve(id, `arn:aws:iam::111122223333:user/${user}`),
    push: async (id) => void pulls.push(id),
    async merge(id) {
      const merged = repository.pushByHand({ overlay: 'new\n' });
      pulls.mergeByHand(id, merged);
      return merged;
    },
    async pushToBranch(file) {
      repository.pushByHand({ [file]: 'by hand\n' });
    },
    read: async (file) => repository.files()[file],
    override: async (id) => pulls.override(id),
    comments: async (id) => pulls.get(id).comments,
    hasBranch: async (branch) => pulls.branches.has(branch),
  };
});

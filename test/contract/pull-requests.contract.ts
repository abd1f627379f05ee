import { describe, expect, it } from 'vitest';
import type { Proposal, PullRequests } from '../../src/ports/pull-requests.ts';

const ANNA = 'arn:aws:iam::111122223333:user/anna';
const EVE = 'arn:aws:iam::111122223333:user/eve';

export interface PullRequestsUnderTest {
  readonly pulls: PullRequests;
  /** The tip of the branch that is proposed to. */
  readonly parent: string;
  /** Somebody approves, as the IAM user of this name. */
  approve(id: string, user: string): Promise<void>;
  /** Somebody commits to the pull request's branch. */
  push(id: string): Promise<void>;
  /** Somebody merges; returns the commit that it made. */
  merge(id: string): Promise<string>;
  /** Somebody changes a file on the branch that is proposed to. */
  pushToBranch(file: string): Promise<void>;
  /** A file at the tip of that branch. */
  read(file: string): Promise<string | undefined>;
  override(id: string): Promise<void>;
  comments(id: string): Promise<string[]>;
  hasBranch(name: string): Promise<boolean>;
}

/** What the port promises (src/ports/pull-requests.ts). */
export function describePullRequests(name: string, create: () => Promise<PullRequestsUnderTest>): void {
  const proposal = (parent: string): Proposal => ({
    ...{
      branch: 'towpath/checkout_prod_1',
      parent,
      message: 'Promote checkout\n',
      title: 'checkout to prod',
    },
    files: [{ path: 'overlay', text: 'new\n' }],
    description: 'why',
    rules: [{ name: 'towpath', members: [ANNA], count: 1 }],
  });
  const proposed = async () => {
    const world = await create();
    return { ...world, ...(await world.pulls.propose(proposal(world.parent))) };
  };

  describe(`pull requests: ${name}`, () => {
    it('is open, at what was proposed, approved by nobody', async () => {
      const { pulls, id, commit } = await proposed();
      const fresh = { isOpen: true, head: commit, approvals: [] };
      expect(await pulls.read(id)).toEqual(fresh);
    });

    it('is one, however often it is proposed', async () => {
      const { pulls, id, commit, parent } = await proposed();
      expect(await pulls.propose(proposal(parent))).toEqual({ id, commit });
      const described = { ...proposal(parent), description: 'why, told otherwise' };
      expect(await pulls.propose(described)).toEqual({ id, commit });
    });

    it('says who approves what stands there now', async () => {
      const { pulls, id, commit, approve, push } = await proposed();
      await approve(id, 'anna');
      expect((await pulls.read(id)).approvals).toEqual([ANNA]);
      await push(id);
      const { head, approvals } = await pulls.read(id);
      expect(approvals).toEqual([]);
      expect(head).not.toBe(commit);
    });

    it('says that its rules were set aside', async () => {
      const { pulls, id, override } = await proposed();
      await override(id);
      expect(await pulls.read(id)).toMatchObject({ overridden: { by: EVE }, approvals: [] });
    });

    it('says what a merge has made, and keeps the approvals', async () => {
      const { pulls, id, approve, merge } = await proposed();
      await approve(id, 'anna');
      const made = await merge(id);
      const now = await pulls.read(id);
      expect(now).toMatchObject({ isOpen: false, merged: { commit: made }, approvals: [ANNA] });
      expect(now.merged?.by).toMatch(/^arn:/);
    });

    describe('that Towpath merges', () => {
      const message = 'Promote checkout\n';

      it('is one commit on the branch, whoever has approved it; merging again gives the same', async () => {
        const { pulls, id, commit, pushToBranch, read } = await proposed();
        await pushToBranch('other');
        const outcome = await pulls.merge(id, { head: commit, message });
        expect(outcome.kind).toBe('merged');
        expect(await read('overlay')).toBe('new\n');
        expect(await read('other')).toBe('by hand\n');
        expect(await pulls.merge(id, { head: commit, message })).toEqual(outcome);
        const { isOpen, merged } = await pulls.read(id);
        expect({ isOpen, ...outcome }).toMatchObject({ isOpen: false, commit: merged?.commit });
      });

      it('is not merged where somebody pushed to it', async () => {
        const { pulls, id, commit, push, read } = await proposed();
        await push(id);
        expect(await pulls.merge(id, { head: commit, message })).toMatchObject({ kind: 'outdated' });
        expect(await read('overlay')).toBe('old\n');
      });

      it('is not merged where one of its files has changed on the branch', async () => {
        const { pulls, id, commit, pushToBranch, read } = await proposed();
        await pushToBranch('overlay');
        expect(await pulls.merge(id, { head: commit, message })).toMatchObject({ kind: 'outdated' });
        expect(await read('overlay')).toBe('by hand\n');
      });

      it('is not merged once it is closed', async () => {
        const { pulls, id, commit } = await proposed();
        await pulls.close(id);
        expect(await pulls.merge(id, { head: commit, message })).toEqual({ kind: 'closed' });
      });
    });

    it('takes each comment once, also when it is closed', async () => {
      const { pulls, id, comments } = await proposed();
      await pulls.comment(id, 'superseded');
      await pulls.close(id);
      await pulls.comment(id, 'superseded');
      await pulls.comment(id, 'promoted');
      expect(await comments(id)).toEqual(['superseded', 'promoted']);
    });

    it('is closed without a merge, and its branch goes; twice is once', async () => {
      const { pulls, id, hasBranch } = await proposed();
      expect(await hasBranch('towpath/checkout_prod_1')).toBe(true);
      await pulls.close(id);
      await pulls.close(id);
      const { isOpen, merged } = await pulls.read(id);
      expect({ isOpen, merged }).toEqual({ isOpen: false, merged: undefined });
      expect(await hasBranch('towpath/checkout_prod_1')).toBe(false);
    });
  });
}

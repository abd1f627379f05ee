import { describe, expect, it } from 'vitest';
import { digestOfWave } from '../../../../src/domain/diff/wave-diff.ts';
import {
  gatesByPullRequest,
  isStillProposed,
  proposalBranch,
  proposalTexts,
  proposedPromotion,
} from '../../../../src/domain/promotion/proposal.ts';
import type { Promotion } from '../../../../src/domain/promotion/state.ts';
import { aDigest, anApproval } from '../../../builders/pipeline.ts';

const id = 'checkout_prod_3f9c0a1b2d4e_1';
const promotion = {
  ...{ id, pipeline: 'checkout', stage: 'prod', tag: '1.4.4', wave: 0 },
  requestedBy: { kind: 'person', name: 'anna' },
} as Promotion;
const diff = { digest: 'd', wave: 0, waves: ['one', 'two'] };
const proposedAs = (pull: string) => ({ id: pull, branch: '', commit: '', diff });

describe('the branch of a proposal', () => {
  it('names the promotion, and which of its proposals it is', () => {
    const again = { ...promotion, pullRequests: [proposedAs('7')] };
    expect(proposalBranch(promotion)).toBe(`towpath/${id}`);
    expect(proposalBranch(again)).toBe(`towpath/${id}.2`);
    expect([promotion, again].map(proposalBranch).map(proposedPromotion)).toEqual([id, id]);
    expect(proposedPromotion('main')).toBeUndefined();
  });
});

describe('a proposal', () => {
  it('stands while the waves that are left would change the same lines, or none', () => {
    expect(isStillProposed(diff, diff)).toBe(true);
    expect(isStillProposed(diff, { digest: 'x', wave: 1, waves: ['two'] })).toBe(true);
    expect(isStillProposed(diff, { digest: 'x', wave: 0, waves: [digestOfWave([]), 'two'] })).toBe(true);
    expect(isStillProposed(diff, { digest: 'x', wave: 0, waves: ['one', 'other'] })).toBe(false);
    expect(isStillProposed(diff, { digest: 'x', wave: 1, waves: ['two', 'three'] })).toBe(false);
  });

  it('has a description that fits, whatever the release', () => {
    const artifacts = Array.from({ length: 20 }, (_, index) => ({
      ...{ name: `part-${index}`, image: 'image', tag: '1.4.4', digest: aDigest('a') },
    }));
    const passed = { staging: { promotion: 'p', at: '2026-11-20T12:00:00.000Z' } };
    const release = { id: 'checkout_3f9c', pipeline: 'checkout', artifacts, tags: [], createdAt: '', passed };
    const gates = gatesByPullRequest([anApproval({ via: 'pull-request' }), anApproval()]);
    expect(gates).toHaveLength(1);
    const { title, description } = proposalTexts(promotion, { release, diff, gates, page: 'https://page' });
    expect(title).toBe('checkout 1.4.4 to prod');
    expect(description).toHaveLength(1_000);
    expect(description).toContain('Asked for by anna. Healthy before in: staging (2026-11-20 12:00 UTC).');
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import type { DiffDigest } from '../../../../src/domain/diff/wave-diff.ts';
import type { Draft } from '../../../../src/domain/ledger/draft.ts';
import { identity } from '../../../../src/domain/promotion/identity.ts';
import { dropStaleVotes, hasApprovals, standingVotes } from '../../../../src/domain/promotion/votes.ts';
import { activeIn, aDraft, push } from '../../../builders/draft.ts';
import { aDefinition, aStage } from '../../../builders/pipeline.ts';

const seen = (...waves: string[]): DiffDigest => ({ digest: waves.join(), wave: 0, waves });
const now = (...waves: string[]) => new Map(waves.map((digest, wave) => [wave, digest]));

describe('approvals of a diff', () => {
  let draft: Draft;
  const stage = () => activeIn(draft, 'prod');
  const vote = (name: string, diff?: DiffDigest, verdict: 'approve' | 'reject' = 'approve') =>
    draft.record(
      {
        type: 'vote-cast',
        ...identity(stage()),
        verdict,
        reason: 'because',
        via: 'cli',
        ...(diff && { diff }),
      },
      { kind: 'person', name },
    );
  const people = () => stage().votes.map(({ person }) => person);

  beforeEach(() => {
    draft = aDraft();
    push(draft, aDefinition({ stages: [aStage('prod')] }), '1.0.0', 'a');
  });

  it('stand while each wave to be written is what it was', () => {
    expect(hasApprovals(stage())).toBe(false);
    vote('alice', seen('w0', 'w1'));
    expect(hasApprovals(stage())).toBe(true);
    expect(dropStaleVotes(draft, stage(), now('w0', 'w1'))).toBe(false);
    expect(dropStaleVotes(draft, stage(), new Map([[1, 'w1']]))).toBe(false);
    expect(people()).toEqual(['alice']);
  });

  it('fall together when a wave is another, and a rejection does not', () => {
    vote('alice', seen('w0', 'w1'));
    vote('bob', seen('w0', 'w1'));
    vote('carol', seen('w0', 'w1'), 'reject');
    expect(dropStaleVotes(draft, stage(), now('w0', 'changed'))).toBe(true);
    expect(draft.entries.at(-1)).toMatchObject({
      type: 'votes-dropped',
      people: ['alice', 'bob'],
      wave: 1,
      from: 'w1',
      to: 'changed',
    });
    expect(people()).toEqual(['carol']);
    expect(stage().dropped).toMatchObject({ people: ['alice', 'bob'], wave: 1 });
  });

  it('fall alone where others were cast on what is there now', () => {
    vote('alice', seen('w0'));
    vote('bob', seen('changed'));
    expect(standingVotes(stage().votes, now('changed')).map(({ person }) => person)).toEqual(['bob']);
    dropStaleVotes(draft, stage(), now('changed'));
    expect(people()).toEqual(['bob']);
  });

  it('fall when they name no diff, or none of the wave', () => {
    vote('alice');
    vote('bob', { digest: 'd', wave: 1, waves: ['w1'] });
    dropStaleVotes(draft, stage(), now('w0'));
    expect(draft.entries.at(-1)).toMatchObject({ people: ['alice', 'bob'], wave: 0, to: 'w0' });
    expect(draft.entries.at(-1)).not.toHaveProperty('from');
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import { MOST_RECORDED, type OnDrift } from '../../../../src/domain/drift/drift.ts';
import { type Finding, respond } from '../../../../src/domain/drift/respond.ts';
import type { Draft } from '../../../../src/domain/ledger/draft.ts';
import { complete } from '../../../../src/domain/promotion/outcome.ts';
import { promotionId } from '../../../../src/domain/release.ts';
import { activeIn, aDraft, beginToWrite, NOON, push } from '../../../builders/draft.ts';
import { aDefinition, aStage } from '../../../builders/pipeline.ts';

const HOUR_MS = 3_600_000;
const definitionOf = (onDrift?: OnDrift, whenSuperseded: 'latest' | 'queue' = 'queue') =>
  aDefinition({
    stages: [
      aStage('dev', { whenSuperseded, ...(onDrift && { onDrift }) }),
      aStage('prod', { after: ['dev'], whenSuperseded, ...(onDrift && { onDrift }) }),
    ],
  });

let draft: Draft;
let first: string;
let second: string;
/** dev has 2.0.0, prod has 1.0.0 and nothing is under way but 2.0.0 to prod. */
beforeEach(() => {
  draft = aDraft();
  first = push(draft, definitionOf(), '1.0.0', 'a');
  complete(draft, activeIn(draft, 'dev'), definitionOf());
  complete(draft, activeIn(draft, 'prod'), definitionOf());
  second = push(draft, definitionOf(), '2.0.0', 'b');
});

const aFinding = (finding: Partial<Finding> = {}): Finding => ({
  overlay: 'o',
  file: 'o/kustomization.yaml',
  release: first,
  found: 'checkout 2.0.0',
  promoted: 'checkout 1.0.0',
  commit: 'c1',
  author: 'ana',
  isEditable: true,
  ...finding,
});

function see(
  onDrift: OnDrift | undefined,
  found: readonly Finding[],
  more: { attempt?: number | undefined; stage?: string; now?: number } = {},
) {
  const { stage: name = 'prod', now = NOON } = more;
  const attempt = 'attempt' in more ? more.attempt : 2;
  const definition = definitionOf(onDrift);
  const stage = definition.pipeline.stages.find((candidate) => candidate.name === name);
  if (stage === undefined) throw new Error(name);
  const before = draft.entries.length;
  const isAll = respond(
    draft,
    definition,
    { stage, commit: 'tip', found, ended: [] },
    { now, attemptOf: () => attempt },
  );
  const entries = draft.entries.slice(before);
  const [entry] = entries.flatMap((made) => (made.type === 'drift-found' ? [made] : []));
  return { isAll, types: entries.map(({ type }) => type), response: entry?.response, why: entry?.why };
}

describe('what is found', () => {
  it('is only reported unless the stage wants more', () => {
    expect(see(undefined, [aFinding()])).toMatchObject({
      types: ['drift-found'],
      response: 'report',
      isAll: true,
    });
  });

  it('is recorded once per commit', () => {
    see('restore', [aFinding()]);
    expect(see('restore', [aFinding()]).types).toEqual([]);
    expect(see('report', [aFinding({ commit: 'c2' })]).types).toEqual(['drift-found']);
    expect(draft.state.stages.prod?.drift).toHaveLength(1);
  });

  it('is recorded in as many decisions as it takes, and answered once', () => {
    const many = Array.from({ length: MOST_RECORDED + 5 }, (_, index) =>
      aFinding({ file: `o/${index}.yaml` }),
    );
    const one = see('restore', many);
    expect(one).toMatchObject({ isAll: false, response: 'restore' });
    expect(one.types.filter((type) => type === 'promotion-requested')).toHaveLength(1);
    const rest = see('restore', many);
    expect(rest).toMatchObject({ isAll: true, response: 'restore' });
    expect(rest.types).toEqual(Array.from({ length: 5 }, () => 'drift-found'));
  });

  it('is left alone when the stage has another release by now, or a promotion writes it', () => {
    expect(see('restore', [aFinding({ release: 'other' })]).types).toEqual([]);
    complete(draft, activeIn(draft, 'dev'), definitionOf());
    const { id } = beginToWrite(draft, 'prod');
    expect(see('restore', [aFinding()]).types).toEqual([]);
    expect(see('restore', [aFinding({ during: id })])).toMatchObject({
      types: ['drift-found'],
      response: 'report',
    });
  });
});

describe('putting back', () => {
  it('asks for a promotion of what the stage has', () => {
    expect(see('restore', [aFinding()]).types).toEqual([
      'drift-found',
      'promotion-requested',
      'stage-acquired',
    ]);
    expect(activeIn(draft, 'prod').id).toBe(promotionId(first, 'prod', 2));
    expect(see('restore', [aFinding({ file: 'o/more.yaml' })])).toMatchObject({
      types: ['drift-found'],
      response: 'restore',
    });
  });

  it('is done for one commit an hour', () => {
    see('restore', [aFinding()]);
    const again = [aFinding({ commit: 'c2' })];
    expect(see('restore', again)).toMatchObject({ why: 'prod was put back less than an hour ago' });
    complete(draft, activeIn(draft, 'prod'), definitionOf());
    expect(see('restore', [aFinding({ commit: 'c3' })], { attempt: 3, now: NOON + HOUR_MS })).toMatchObject({
      response: 'restore',
    });
  });

  it.each([
    ['the file cannot be edited', { isEditable: false }, 2, /cannot be edited$/],
    ['there were too many attempts', {}, undefined, /was tried too often in prod$/],
  ])('is not done when %s', (_, finding, attempt, why) => {
    expect(see('restore', [aFinding(finding)], { attempt })).toMatchObject({
      types: ['drift-found'],
      response: 'report',
      why: expect.stringMatching(why),
    });
  });

  it('is not done with a release that is marked as bad', () => {
    draft.record({ type: 'release-marked', release: first, reason: 'it leaks' });
    expect(see('restore', [aFinding()]).why).toBe(`${first} is marked as bad: it leaks`);
  });
});

describe('adopting', () => {
  it('asks for a promotion of the release that is there', () => {
    complete(draft, activeIn(draft, 'dev'), definitionOf());
    const waiting = activeIn(draft, 'prod');
    expect(see('adopt', [aFinding({ holds: second })])).toMatchObject({
      types: ['drift-found'],
      response: 'adopt',
    });
    draft.record({
      type: 'promotion-rejected',
      promotion: waiting.id,
      release: second,
      stage: 'prod',
      reason: 'no',
    });
    expect(see('adopt', [aFinding({ holds: second, commit: 'c2' })]).types).toContain('promotion-requested');
    expect(activeIn(draft, 'prod')).toMatchObject({ release: second, attempt: 2 });
  });

  it('is not done with what has not passed the stages before', () => {
    expect(see('adopt', [aFinding({ holds: second })]).why).toBe(
      `${second} has not passed dev, which prod comes after`,
    );
  });

  it('is not done with what is unknown, or not the same everywhere', () => {
    expect(see('adopt', [aFinding()]).why).toBe('what is there is no known release');
    const two = [aFinding({ holds: second, commit: 'c2' }), aFinding({ file: 'o/b.yaml', commit: 'c2' })];
    expect(see('adopt', two).why).toBe('not every file that was changed has the same release');
  });

  it('is not done with what is older', () => {
    complete(draft, activeIn(draft, 'dev'), definitionOf());
    const finding = aFinding({ release: second, holds: first });
    expect(see('adopt', [finding], { stage: 'dev' }).why).toBe(
      '1.0.0 is older than 2.0.0; go back by: towpath rollback',
    );
  });
});

it('drift is over when a promotion has written the stage anew, but for what changed meanwhile', () => {
  see(undefined, [aFinding()]);
  complete(draft, activeIn(draft, 'dev'), definitionOf());
  const { id } = beginToWrite(draft, 'prod');
  see(undefined, [aFinding({ file: 'o/late.yaml', during: id })]);
  complete(draft, activeIn(draft, 'prod'), definitionOf());
  expect(draft.state.stages.prod?.drift).toMatchObject([{ file: 'o/late.yaml' }]);
  expect(draft.entries.at(-1)).toMatchObject({ type: 'drift-ended', promotion: id });
});

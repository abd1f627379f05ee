import { describe, expect, it } from 'vitest';
import { orderingTag } from '../../../../src/domain/promotion/order.ts';
import { complete, fail, reject } from '../../../../src/domain/promotion/outcome.ts';
import { requestEligible } from '../../../../src/domain/promotion/request.ts';
import { activeIn, aDraft, beginToWrite, find, push } from '../../../builders/draft.ts';
import { aDefinition, aPipeline, aStage } from '../../../builders/pipeline.ts';

const definition = aDefinition();

describe('a new release', () => {
  it('is promoted to the first stage at once, and to no other', () => {
    const draft = aDraft();
    const release = push(draft, definition, '1.0.0', 'a');
    expect(activeIn(draft, 'dev').release).toBe(release);
    expect(draft.entries.map(({ type }) => type)).toEqual([
      'release-created',
      'promotion-requested',
      'stage-acquired',
    ]);
  });

  it('goes on to the next stage when it has passed one', () => {
    const draft = aDraft();
    const release = push(draft, definition, '1.0.0', 'a');
    complete(draft, activeIn(draft, 'dev'), definition);
    expect(activeIn(draft, 'staging').release).toBe(release);
    expect(draft.state.stages.dev?.current?.release).toBe(release);
    expect(draft.state.stages.dev?.active).toBeUndefined();
  });

  it('begins a stage after several only when all of them have passed it', () => {
    const joined = aDefinition({
      stages: [aStage('eu'), aStage('us'), aStage('prod', { after: ['eu', 'us'] })],
    });
    const draft = aDraft();
    const release = push(draft, joined, '1.0.0', 'a');
    complete(draft, activeIn(draft, 'us'), joined);
    expect(find(draft, release, 'prod')).toBeUndefined();
    complete(draft, activeIn(draft, 'eu'), joined);
    expect(activeIn(draft, 'prod').release).toBe(release);
  });

  it('is asked for once per stage, however often its eligibility is looked at', () => {
    const draft = aDraft();
    const release = push(draft, definition, '1.0.0', 'a');
    const before = draft.entries.length;
    const stored = draft.state.releases[release];
    if (stored) requestEligible(draft, definition, stored);
    expect(draft.entries.length).toBe(before);
  });
});

describe('a newer release', () => {
  it('supersedes an older one that has not begun to write', () => {
    const draft = aDraft();
    const older = push(draft, definition, '1.0.0', 'a');
    const newer = push(draft, definition, '1.1.0', 'b');
    expect(find(draft, older, 'dev')).toMatchObject({ status: 'superseded', supersededBy: newer });
    expect(activeIn(draft, 'dev').release).toBe(newer);
  });

  it('waits for one that has begun to write, and gets the stage when that ends', () => {
    const draft = aDraft();
    push(draft, definition, '1.0.0', 'a');
    const writing = beginToWrite(draft, 'dev');
    const newer = push(draft, definition, '1.1.0', 'b');
    expect(draft.state.stages.dev).toMatchObject({
      active: writing.id,
      waiting: [find(draft, newer, 'dev')?.id],
    });
    complete(draft, writing, definition);
    expect(activeIn(draft, 'dev').release).toBe(newer);
  });

  it('supersedes the one that waits, so that at most one waits', () => {
    const draft = aDraft();
    push(draft, definition, '1.0.0', 'a');
    beginToWrite(draft, 'dev');
    const second = push(draft, definition, '1.1.0', 'b');
    const third = push(draft, definition, '1.2.0', 'c');
    expect(find(draft, second, 'dev')?.status).toBe('superseded');
    expect(draft.state.stages.dev?.waiting).toEqual([find(draft, third, 'dev')?.id]);
  });

  it('is decided by the tag rule, not by arrival', () => {
    const draft = aDraft();
    const newer = push(draft, definition, '1.10.0', 'a');
    const late = push(draft, definition, '1.9.0', 'b');
    expect(find(draft, late, 'dev')).toMatchObject({ status: 'superseded', supersededBy: newer });
    expect(activeIn(draft, 'dev').release).toBe(newer);
  });

  it('that is already there is never taken back by an older one', () => {
    const draft = aDraft();
    const newer = push(draft, definition, '2.0.0', 'a');
    complete(draft, activeIn(draft, 'dev'), definition);
    const hotfix = push(draft, definition, '1.9.9', 'b');
    expect(find(draft, hotfix, 'dev')).toMatchObject({ status: 'superseded', supersededBy: newer });
  });

  it('waits its turn where the stage queues', () => {
    const queued = aDefinition({ stages: [aStage('dev', { whenSuperseded: 'queue' })] });
    const draft = aDraft();
    const first = push(draft, queued, '1.0.0', 'a');
    const second = push(draft, queued, '1.1.0', 'b');
    const third = push(draft, queued, '1.2.0', 'c');
    for (const release of [first, second, third]) {
      expect(activeIn(draft, 'dev').release).toBe(release);
      complete(draft, activeIn(draft, 'dev'), queued);
    }
  });
});

describe('where every release is verified', () => {
  const each = aDefinition({ stages: [aStage('dev', { whenSuperseded: 'verify-each' })] });
  const finish = (draft: ReturnType<typeof aDraft>) => complete(draft, activeIn(draft, 'dev'), each);

  it('the oldest that waits has its turn first, in whatever order they came', () => {
    const draft = aDraft();
    const [first, fourth, second, third] = ['1.0.0', '1.3.0', '1.1.0', '1.2.0'].map((tag, index) =>
      push(draft, each, tag, String(index)),
    );
    for (const release of [first, second, third, fourth]) {
      expect(activeIn(draft, 'dev').release).toBe(release);
      finish(draft);
    }
  });

  it('a late one does not take the stage back', () => {
    const draft = aDraft();
    const newer = push(draft, each, '1.1.0', 'a');
    const late = push(draft, each, '1.0.0', 'b');
    expect(find(draft, late, 'dev')?.status).toBe('waiting');
    finish(draft);
    expect(find(draft, late, 'dev')).toMatchObject({ status: 'superseded', supersededBy: newer });
    const later = push(draft, each, '1.0.1', 'c');
    expect(find(draft, later, 'dev')).toMatchObject({ status: 'superseded', supersededBy: newer });
  });

  it('but has its turn if the newer one fails', () => {
    const draft = aDraft();
    push(draft, each, '1.1.0', 'a');
    const late = push(draft, each, '1.0.0', 'b');
    fail(draft, activeIn(draft, 'dev'), each.pipeline, 'broken');
    expect(activeIn(draft, 'dev').release).toBe(late);
  });
});

describe('the end of a promotion', () => {
  it('that failed holds the stage, and the next one waits there at the hold', () => {
    const draft = aDraft();
    push(draft, definition, '1.0.0', 'a');
    const failing = beginToWrite(draft, 'dev');
    const next = push(draft, definition, '1.1.0', 'b');
    fail(draft, failing, definition.pipeline, 'dev-eu-1 fails');
    expect(find(draft, failing.release, 'dev')).toMatchObject({ status: 'failed', reason: 'dev-eu-1 fails' });
    expect(draft.state.stages.dev?.hold?.reason).toBe('1.0.0 failed: dev-eu-1 fails');
    expect(activeIn(draft, 'dev').release).toBe(next);
  });

  it('that failed leaves the stage free where the pipeline says continue', () => {
    const going = aDefinition({ stages: [aStage('dev', { onFailure: 'continue' })] });
    const draft = aDraft();
    push(draft, going, '1.0.0', 'a');
    fail(draft, activeIn(draft, 'dev'), going.pipeline, 'no report');
    expect(draft.state.stages.dev?.hold).toBeUndefined();
  });

  it('that was rejected touches no later stage', () => {
    const draft = aDraft();
    const release = push(draft, definition, '1.0.0', 'a');
    reject(draft, activeIn(draft, 'dev'), definition.pipeline, 'not today');
    expect(find(draft, release, 'dev')).toMatchObject({ status: 'rejected', reason: 'not today' });
    expect(find(draft, release, 'staging')).toBeUndefined();
  });

  it('happens once: a second end, of whatever kind, changes nothing', () => {
    const draft = aDraft();
    push(draft, definition, '1.0.0', 'a');
    complete(draft, activeIn(draft, 'dev'), definition);
    const ended = Object.values(draft.state.promotions).find(({ stage }) => stage === 'dev');
    const before = draft.entries.length;
    if (ended) {
      complete(draft, ended, definition);
      fail(draft, ended, definition.pipeline, 'late');
      reject(draft, ended, definition.pipeline, 'late');
    }
    expect(draft.entries.length).toBe(before);
  });

  it('asks for nothing more when the pipeline has no definition any more', () => {
    const draft = aDraft();
    const release = push(draft, definition, '1.0.0', 'a');
    complete(draft, activeIn(draft, 'dev'), undefined);
    expect(find(draft, release, 'staging')).toBeUndefined();
  });
});

describe('the tag that releases are ordered by', () => {
  const artifacts = [{ name: 'checkout', image: 'x', tag: '1.0.0', digest: 'y' }];
  it('is the highest of all, whichever was seen first', () => {
    expect(orderingTag(aPipeline(), { artifacts, tags: ['1.0.0', '1.10.0', '1.9.0'] })).toBe('1.10.0');
    expect(orderingTag(aPipeline(), { artifacts, tags: [] })).toBe('1.0.0');
  });
  it('is the first where the pipeline names no artifact', () => {
    expect(orderingTag(aPipeline({ artifacts: [] }), { artifacts, tags: [] })).toBe('1.0.0');
    expect(orderingTag(aPipeline({ artifacts: [] }), { artifacts: [], tags: [] })).toBe('');
  });
});

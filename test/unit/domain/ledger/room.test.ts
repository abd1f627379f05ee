import { expect, it } from 'vitest';
import { rowChanges } from '../../../../src/aws/ledger-rows.ts';
import { Draft } from '../../../../src/domain/ledger/draft.ts';
import { itemsIn } from '../../../../src/domain/ledger/room.ts';
import { complete, fail } from '../../../../src/domain/promotion/outcome.ts';
import { activeIn, aDraft, beginToWrite, NOON, push } from '../../../builders/draft.ts';
import { aDefinition, aStage } from '../../../builders/pipeline.ts';

const definition = aDefinition({ stages: [aStage('dev', { onFailure: 'rollback' }), aStage('qa')] });

/** What the store puts and deletes for it. */
function written({ before, state, entries }: Draft): number {
  const { puts, deletes } = rowChanges(before, state);
  return 1 + entries.length + puts.length + deletes.length;
}

it('counts what the store writes, whatever a decision does', () => {
  let draft = aDraft();
  const steps: ((draft: Draft) => unknown)[] = [
    (open) => push(open, definition, '1.0.0', 'a'),
    (open) => beginToWrite(open, 'dev'),
    (open) => complete(open, activeIn(open, 'dev'), definition),
    (open) => push(open, definition, '1.1.0', 'b'),
    (open) =>
      open.record({
        type: 'artifact-arrived',
        ...{ artifact: 'checkout', image: 'host/checkout', tag: '2', digest: 'sha256:c' },
      }),
    (open) => beginToWrite(open, 'dev'),
    (open) => fail(open, activeIn(open, 'dev'), definition.pipeline, 'it crashes'),
  ];
  for (const step of steps) {
    const next = new Draft(draft.state, NOON);
    step(next);
    expect(itemsIn(next)).toBe(written(next));
    expect(itemsIn(next)).toBeGreaterThan(1);
    draft = next;
  }
});

import { describe, expect, it } from 'vitest';
import { pipelineOf, promotionId, releaseId, releaseOf, rollbackId } from '../../../src/domain/release.ts';
import { aDigest, IMAGE } from '../../builders/pipeline.ts';

const artifact = { name: 'checkout', image: IMAGE, digest: aDigest('a') };

describe('the id of a release', () => {
  it('is the same for the same contents, in whatever order they come', () => {
    const other = { name: 'sidecar', image: `${IMAGE}-sidecar`, digest: aDigest('b') };
    expect(releaseId('checkout', [artifact, other])).toBe(releaseId('checkout', [other, artifact]));
  });

  it('differs by pipeline, image and digest', () => {
    const ids = [
      releaseId('checkout', [artifact]),
      releaseId('catalog', [artifact]),
      releaseId('checkout', [{ ...artifact, image: `${IMAGE}-2` }]),
      releaseId('checkout', [{ ...artifact, digest: aDigest('b') }]),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('names its pipeline, and so does a promotion of it', () => {
    const id = releaseId('check-out', [artifact]);
    expect(pipelineOf(id)).toBe('check-out');
    expect(pipelineOf(promotionId(id, 'prod', 2))).toBe('check-out');
    expect(pipelineOf('nonsense')).toBe('');
  });

  it('is told by a promotion of it, and not by a rollback, which brings another', () => {
    const id = releaseId('check-out', [artifact]);
    expect(releaseOf(promotionId(id, 'prod-eu', 12))).toBe(id);
    expect(releaseOf(rollbackId(promotionId(id, 'prod-eu', 12)))).toBeUndefined();
    expect(releaseOf('nonsense')).toBeUndefined();
  });

  it('gives a promotion a name that Step Functions and CloudWatch take', () => {
    const longest = promotionId(releaseId('p'.repeat(40), [artifact]), 's'.repeat(20), 999);
    expect(longest.length).toBeLessThanOrEqual(80);
    expect(longest).toMatch(/^[A-Za-z0-9_-]+$/);
  });
});

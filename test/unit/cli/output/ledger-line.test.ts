import { describe, expect, it } from 'vitest';
import { formatLine } from '../../../../cli/output/ledger-line.ts';
import { formatTimeline } from '../../../../cli/output/promotion.ts';
import { line, PROMOTION } from '../answers.ts';

describe('a line of the ledger', () => {
  it('says when, where, who, what and which commit', () => {
    const text = formatLine(line(5, { by: 'anna', sentence: 'approved prod by cli', commit: 'c0ffee01234' }));
    expect(text).toBe('22:05:05Z  checkout      anna: approved prod by cli [c0ffee0]');
  });

  it('is one line without control characters, whatever an agent said', () => {
    const text = formatLine(line(5, { sentence: 'prod-eu-1 fails: \u001b[2Jgone\nx' }));
    expect(text).toBe('22:05:05Z  checkout      prod-eu-1 fails:  [2Jgone x');
  });
});

describe('a timeline', () => {
  it('can be printed by others than the command line', () => {
    const view = { ...PROMOTION, promotion: { ...PROMOTION.promotion, status: 'promoted' as const } };
    expect(formatTimeline({ ...view, timeline: PROMOTION.timeline.slice(0, 2) })).toBe(`\
checkout 1.4.3 to prod: promoted  (checkout_prod_0f1e2d3c4b5a_1)
2026-11-20
22:05:01Z    +0.0s  1.4.3 asks for prod
22:05:01Z    +0.4s  has prod`);
  });
});

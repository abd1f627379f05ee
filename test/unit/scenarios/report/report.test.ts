import { describe, expect, it } from 'vitest';
import { junitText } from '../../../../scenarios/report/junit.ts';
import { resultText, summaryText } from '../../../../scenarios/report/text.ts';
import type { ScenarioResult } from '../../../../scenarios/run/result.ts';

const good: ScenarioResult = {
  file: 'a.yaml',
  scenario: 'A release < a rollback',
  holds: true,
  lastedMs: 90_000,
  milliseconds: 420,
};

const bad: ScenarioResult = {
  ...good,
  holds: false,
  failure: {
    step: 2,
    steps: 3,
    kind: 'expect',
    line: 4,
    column: 5,
    excerpt: '4 |   - expect: { commits: 1 }\n  |             ^',
    at: '2026-03-02T09:00:00.000Z',
    findings: [{ expected: '1 commits of Towpath', actual: 'there are 0: none' }],
    explanation: ['dev has no release yet', 'stop: nothing is stopped here'],
    ledger: ['2026-03-02T09:00:00Z checkout 1.0.0 asks for dev'],
    notes: ['something\u0007 failed'],
  },
};

describe('the report for people', () => {
  it('is one line for a scenario that holds', () => {
    expect(resultText(good)).toBe('ok    A release < a rollback (1m30s in 0.4 s)');
  });

  it('says where, what was expected, what is so, and why', () => {
    expect(resultText(bad)).toBe(
      [
        'FAIL  A release < a rollback',
        '',
        '  a.yaml:4:5: step 2 of 3 (expect), at 2026-03-02T09:00:00.000Z',
        '    4 |   - expect: { commits: 1 }',
        '      |             ^',
        '',
        '  expected  1 commits of Towpath',
        '  but       there are 0: none',
        '',
        '  explain   dev has no release yet',
        '            stop: nothing is stopped here',
        '',
        '  ledger    2026-03-02T09:00:00Z checkout 1.0.0 asks for dev',
        '',
        '  notes     something\u0007 failed',
        '',
      ].join('\n'),
    );
  });

  it('shows what is wrong with a file as a compiler does', () => {
    const broken = { ...good, holds: false, problems: ['a.yaml:1:1: unknown key "x"'] };
    expect(resultText(broken)).toContain('  a.yaml:1:1: unknown key "x"\n');
  });

  it('ends with a count', () => {
    expect(summaryText([good], 1000)).toBe('1 scenario, all hold; 1.0 s');
    expect(summaryText([good, bad], 1000)).toBe('2 scenarios, 1 of them failed; 1.0 s');
  });
});

describe('the report for CI servers', () => {
  it('has a test case for each scenario, and nothing that XML cannot say', () => {
    const xml = junitText([good, bad]);
    expect(xml).toContain('<testsuite name="towpath" tests="2" failures="1" time="0.840">');
    expect(xml).toContain(
      '<testcase name="A release &lt; a rollback" classname="a.yaml" file="a.yaml" time="0.420"/>',
    );
    expect(xml).toContain('<failure message="expected 1 commits of Towpath, but there are 0: none">');
    expect(xml).not.toContain('\u0007');
  });
});

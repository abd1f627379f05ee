import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultText } from '../../../scenarios/report/text.ts';
import { runScenario, runScenarioFile } from '../../../scenarios/run/run.ts';
import { ROOT } from '../../../scripts/boot.ts';

const PAGE = join(ROOT, 'docs/scenarios.md');
const examples = [...readFileSync(PAGE, 'utf8').matchAll(/```yaml\n(scenario: (.*)[\s\S]*?)```/g)];

describe('docs/scenarios.md', () => {
  it('has three examples', () => expect(examples).toHaveLength(3));

  it.each(examples.map(([, text = '', name = '']) => [name, text]))('%s', async (_, text) => {
    const result = await runScenario(text, PAGE);
    expect(result.holds ? '' : resultText(result)).toBe('');
  });
});

describe('the scenarios of the example fleet', () => {
  it.each(['approvals.yaml', 'bad-release.yaml'])('%s', async (name) => {
    const result = await runScenarioFile(join(ROOT, 'examples/fleet/.towpath/scenarios', name));
    expect(result.holds ? '' : resultText(result)).toBe('');
  });
});

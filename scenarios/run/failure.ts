import type { LedgerLine } from '../../console/api/views.ts';
import type { Path } from '../../src/domain/pipeline/source.ts';
import type { Finding } from '../expect/finding.ts';
import { Look } from '../expect/look.ts';
import type { Scenario } from '../format/read.ts';
import type { Step } from '../format/step-schema.ts';
import type { World } from '../world/world.ts';
import type { Failure } from './result.ts';

const MOST_ENTRIES = 8;

/** All that helps somebody who did not write the scenario: where, what was expected, what is so, and why. */
export async function failureOf(
  world: World,
  scenario: Scenario,
  index: number | undefined,
  findings: readonly Finding[],
): Promise<Failure> {
  const step = index === undefined ? undefined : scenario.steps[index];
  const [kind = 'end'] = Object.keys(step ?? {});
  const path: Path = index === undefined ? [] : ['steps', index, kind, findings[0]?.field ?? ''];
  const { line, column, excerpt } = scenario.placeOf(path);
  const look = new Look(world);
  const ledger = await look.ledger();
  return {
    step: (index ?? -1) + 1,
    steps: scenario.steps.length,
    kind,
    line,
    column,
    excerpt,
    at: new Date(world.clock.now()).toISOString(),
    findings: findings.map(({ expected, actual }) => ({ expected: expected + timeOf(step), actual })),
    explanation: await explain(look, stageOf(step)),
    ledger: ledger.slice(-MOST_ENTRIES).map(entryText),
    notes: [...new Set(world.notes)],
  };
}

function timeOf(step: Step | undefined): string {
  const { within, throughout } = step?.expect ?? {};
  if (within !== undefined) return ` within ${within}`;
  return throughout === undefined ? '' : ` throughout ${throughout}`;
}

function stageOf(step: Step | undefined): string | undefined {
  const value = Object.values(step ?? {})[0];
  return typeof value === 'object' && value !== null && 'stage' in value && typeof value.stage === 'string'
    ? value.stage
    : undefined;
}

async function explain(look: Look, stage: string | undefined): Promise<string[]> {
  if (stage === undefined) return [];
  try {
    const { summary, because } = await look.explanation(stage);
    return [summary, ...because.map(({ what, sentence }) => `${what}: ${sentence}`)];
  } catch {
    // There is no such stage: that is what the finding says.
    return [];
  }
}

const entryText = ({ at, pipeline, sentence }: LedgerLine): string =>
  `${at.slice(0, 19)}Z ${pipeline} ${sentence}`;

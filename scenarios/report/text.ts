import { formatDuration } from '../../src/domain/duration.ts';
import type { Failure, ScenarioResult } from '../run/result.ts';

/** One scenario for a terminal: a line, and below it what does not hold, with an empty line at the end. */
export function resultText(result: ScenarioResult): string {
  const { holds, scenario, lastedMs, milliseconds, problems = [], failure } = result;
  const times = `${formatDuration(lastedMs)} in ${(milliseconds / 1000).toFixed(1)} s`;
  if (holds) return `ok    ${scenario} (${times})`;
  const what = failure === undefined ? problems.join('\n\n') : failureText(result.file, failure);
  return `FAIL  ${scenario}\n\n${indent(what)}\n`;
}

function failureText(file: string, failure: Failure): string {
  const { step, steps, kind, line, column, excerpt, at, findings, explanation, ledger, notes } = failure;
  const where = step === 0 ? 'at the end' : `step ${step} of ${steps} (${kind})`;
  const parts = [
    `${file}:${line}:${column}: ${where}, at ${at}\n${indent(excerpt)}`,
    ...findings.map(({ expected, actual }) => `expected  ${expected}\nbut       ${hang(actual)}`),
  ];
  if (explanation.length > 0) parts.push(`explain   ${hang(explanation.join('\n'))}`);
  if (ledger.length > 0) parts.push(`ledger    ${hang(ledger.join('\n'))}`);
  if (notes.length > 0) parts.push(`notes     ${hang(notes.slice(-5).join('\n'))}`);
  return parts.join('\n\n');
}

export function summaryText(results: readonly ScenarioResult[], milliseconds: number): string {
  const failed = results.filter(({ holds }) => !holds).length;
  const all = `${results.length} scenario${results.length === 1 ? '' : 's'}`;
  const what = failed === 0 ? `${all}, all hold` : `${all}, ${failed} of them failed`;
  return `${what}; ${(milliseconds / 1000).toFixed(1)} s`;
}

const indent = (text: string): string => text.replaceAll(/^(?=.)/gm, '  ');
const hang = (text: string): string => text.replaceAll('\n', `\n${' '.repeat(10)}`);

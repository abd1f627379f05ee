import type { ScenarioResult } from '../run/result.ts';
import { resultText } from './text.ts';

/** The XML that CI servers read: one test case per scenario, one suite for all. */
export function junitText(results: readonly ScenarioResult[]): string {
  const failed = results.filter(({ holds }) => !holds).length;
  const seconds = results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
  const counts = `tests="${results.length}" failures="${failed}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="towpath" ${counts}>`,
    ...results.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(result: ScenarioResult): string {
  const { file, scenario, milliseconds, holds, failure, problems = [] } = result;
  const name = `name="${escaped(scenario)}" classname="${escaped(file)}" file="${escaped(file)}"`;
  const open = `    <testcase ${name} time="${(milliseconds / 1000).toFixed(3)}"`;
  if (holds) return `${open}/>`;
  const finding = failure?.findings[0];
  const message = finding === undefined ? problems[0] : `expected ${finding.expected}, but ${finding.actual}`;
  const text = `<failure message="${escaped(message ?? '')}">${escaped(resultText(result))}</failure>`;
  return `${open}>\n      ${text}\n    </testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
};

const escaped = (text: string): string =>
  text
    // Characters that XML 1.0 has no way to say.
    .replaceAll(/[^\t\n\r\u0020-\uFFFD]/g, ' ')
    .replaceAll(/[&<>"\n]/g, (character) => ENTITIES[character] ?? character);

import type * as z from 'zod/mini';
import { SETTINGS_FILE } from '../../contract.ts';
import { toSettings } from './normalise.ts';
import { outlinePipeline, outlineSettings, type PipelineOutline, type SettingsOutline } from './outline.ts';
import { type PipelineFile, pipelineFile } from './pipeline-schema.ts';
import { type Problem, withFindings } from './problem.ts';
import { readShape } from './schema-problems.ts';
import { checkSettings } from './settings-checks.ts';
import { settingsFile } from './settings-schema.ts';
import { type Finding, readSource, type Source } from './source.ts';
import { checkStages } from './stage-checks.ts';
import type { Settings } from './types.ts';

/** What was read of a file, whatever is wrong with it. */
export interface Reading<Value, Outline> {
  source: Source;
  /** Undefined if the file could not be read at all: nothing may be concluded from what it does not say. */
  outline: Outline | undefined;
  /** Undefined if the file has problems. */
  value: Value | undefined;
  problems: Problem[];
}

/** Judged by itself: its targets, and what else depends on other files, is `validate.ts`. */
export function readPipelineFile(text: string, file: string): Reading<PipelineFile, PipelineOutline> {
  return read(text, file, {
    kind: 'Pipeline',
    schema: pipelineFile,
    outlineOf: outlinePipeline,
    check: checkStages,
    normalise: (file) => file,
  });
}

export function readSettingsFile(text: string, file: string): Reading<Settings, SettingsOutline> {
  return read(text, file, {
    kind: 'Settings',
    schema: settingsFile,
    outlineOf: outlineSettings,
    check: checkSettings,
    normalise: toSettings,
  });
}

interface Reader<Schema extends z.core.$ZodType, Value, Outline> {
  kind: 'Pipeline' | 'Settings';
  schema: Schema;
  outlineOf(value: unknown): Outline;
  check(outline: Outline): Finding[];
  normalise(file: z.output<Schema>): Value;
}

function read<Schema extends z.core.$ZodType, Value, Outline>(
  text: string,
  file: string,
  reader: Reader<Schema, Value, Outline>,
): Reading<Value, Outline> {
  const source = readSource(text, file);
  const unreadable =
    source.syntaxProblems.length > 0 ? source.syntaxProblems : otherKind(source, reader.kind);
  if (unreadable.length > 0) return { source, outline: undefined, value: undefined, problems: unreadable };
  const outline = reader.outlineOf(source.value);
  const shape = readShape(reader.schema, source);
  const findings = reader.check(outline).map(source.problemAt);
  const problems = withFindings('problems' in shape ? shape.problems : [], findings);
  const value = 'value' in shape && problems.length === 0 ? reader.normalise(shape.value) : undefined;
  return { source, outline, value, problems };
}

/** A file of another kind is not judged any further: every one of its keys would be unknown. */
function otherKind({ value, problemAt }: Source, expected: string): Problem[] {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : expected;
  if (kind === expected) return [];
  const message = `the kind of this file must be ${expected}`;
  return [
    problemAt({
      path: ['kind'],
      message,
      hint: `${SETTINGS_FILE} is the Settings, any other file here a Pipeline`,
    }),
  ];
}

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { pipelineFile } from '../src/domain/pipeline/pipeline-schema.ts';
import { settingsFile } from '../src/domain/pipeline/settings-schema.ts';
import { type ReferencedFile, referenceExamples } from './reference-examples.ts';

const PAGE = join(import.meta.dirname, '..', 'docs/reference.md');

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema | false>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly required?: readonly string[];
}

/** A field of a file: `spec.stages.gates.freeze.for`, lists left out of the path. */
export interface Field {
  readonly path: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

const FILES = { pipeline: pipelineFile, settings: settingsFile } as const satisfies Record<
  ReferencedFile,
  unknown
>;

/** Every field that a file may have, each once, in the order of the schema. */
export function fieldsOf(file: ReferencedFile): Field[] {
  const schema = z.toJSONSchema(FILES[file], { io: 'input', reused: 'inline' }) as Schema;
  const fields = fieldsIn(schema, '', new Set());
  return fields.filter(({ path }, index) => fields.findIndex((other) => other.path === path) === index);
}

/** `seen`: what may stand in several places, such as a target, is described at the first. */
function fieldsIn(schema: Schema, parent: string, seen: Set<string>): Field[] {
  const { items, anyOf = [], properties = {}, required = [], additionalProperties } = schema;
  const inner = [...anyOf, ...(items === undefined ? [] : [items])].flatMap((each) =>
    fieldsIn(each, parent, seen),
  );
  const key = `${schema.description} ${Object.keys(properties).join()}`;
  if (schema.type !== 'object' || seen.has(key)) return inner;
  if (typeof additionalProperties !== 'object') seen.add(key);
  const own = Object.entries(properties).flatMap(([name, each]): Field[] => {
    if (each === false) return [];
    const path = parent === '' ? name : `${parent}.${name}`;
    return [{ path, schema: each, isRequired: required.includes(name) }, ...fieldsIn(each, path, seen)];
  });
  return [...own, ...inner];
}

export function typeOf({ type, items, anyOf, enum: values, const: constant, ...schema }: Schema): string {
  if (constant !== undefined) return `\`${String(constant)}\``;
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(', ');
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeOf))].join(' or ');
  if (type === 'array') return `list of ${items === undefined ? 'anything' : typeOf(items)}`;
  if (type === 'object') return typeof schema.additionalProperties === 'object' ? 'map of texts' : 'map';
  return { string: 'text', integer: 'number', boolean: 'true or false' }[type ?? ''] ?? 'anything';
}

function row({ path, schema, isRequired }: Field, examples: Readonly<Record<string, string>>): string {
  const fallback =
    schema.default === undefined ? '' : `\`${JSON.stringify(schema.default).replaceAll('"', '')}\``;
  const cells = [
    `\`${path}\``,
    typeOf(schema),
    isRequired ? 'required' : fallback,
    schema.description ?? '',
    examples[path] === undefined ? '' : `\`${examples[path]}\``,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

export const begin = (file: ReferencedFile): string => `<!-- fields of ${file}: npm run generate -->`;
const END = '<!-- end of fields -->';

/** The page with its tables of fields made anew; whatever stands around them stays. */
export function withReference(page: string): string {
  return (Object.keys(FILES) as ReferencedFile[]).reduce((text, file) => {
    const start = text.indexOf(begin(file)) + begin(file).length;
    const end = text.indexOf(END, start);
    if (start < begin(file).length || end < 0)
      throw new Error(`The page has no place for ${file}: ${begin(file)}`);
    const rows = fieldsOf(file).map((field) => row(field, referenceExamples[file]));
    const table = ['| field | type | default | meaning | example |', '|---|---|---|---|---|', ...rows].join(
      '\n',
    );
    return `${text.slice(0, start)}\n${table}\n${text.slice(end)}`;
  }, page);
}

export async function generateReference(): Promise<void> {
  await writeFile(PAGE, withReference(await readFile(PAGE, 'utf8')));
}

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { scenarioFile } from '../scenarios/format/scenario-schema.ts';
import { pipelineFile } from '../src/domain/pipeline/pipeline-schema.ts';
import { settingsFile } from '../src/domain/pipeline/settings-schema.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The JSON Schemas that editors check `.towpath/` files with: path in this repository to text. */
export function schemaFiles(): Record<string, string> {
  return {
    'schemas/pipeline.schema.json': schemaText(pipelineFile),
    'schemas/settings.schema.json': schemaText(settingsFile),
    'schemas/scenario.schema.json': schemaText(scenarioFile),
  };
}

/** `input`: what a person writes, so that a key with a default may be left out. */
function schemaText(schema: z.core.$ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { io: 'input', reused: 'inline' }), null, 2)}\n`;
}

export async function generateSchemas(): Promise<void> {
  for (const [path, text] of Object.entries(schemaFiles())) {
    await mkdir(dirname(join(ROOT, path)), { recursive: true });
    await writeFile(join(ROOT, path), text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await generateSchemas();

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultText } from '../../../scenarios/report/text.ts';
import { runScenarioFile } from '../../../scenarios/run/run.ts';

const HERE = import.meta.dirname;

const namesIn = (folder: string): string[] =>
  readdirSync(join(HERE, folder)).filter((name) => name.endsWith('.yaml'));

/** Folders with scenarios, so that none is forgotten. */
export const foldersWithScenarios = (): string[] =>
  readdirSync(HERE, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** One test per scenario; what does not hold is told as `towpath test` tells it. */
export function describeScenarios(folders: readonly string[]): void {
  describe.each(folders)('%s', (folder) => {
    it.each(namesIn(folder))('%s', async (name) => {
      const result = await runScenarioFile(join(HERE, folder, name));
      expect(result.holds ? '' : resultText(result)).toBe('');
    });
  });
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS_FILE } from '../src/contract.ts';
import { readSettingsFile } from '../src/domain/pipeline/parse.ts';

/** Somebody with an account and no person in the settings, to see what happens then. */
const STRANGER = 'mallory';

/** Whom the settings know by IAM, as access key ids of the local cloud: `alice`, `Release.anna`. */
export function reviewers(seed: string): string[] {
  const { value } = readSettingsFile(readFileSync(join(seed, SETTINGS_FILE), 'utf8'), SETTINGS_FILE);
  const arns = value?.people.flatMap((person) => person.arns) ?? [];
  return [...arns.map((arn) => arn.split('/').slice(1).join('.').replace(/\*$/, '')), STRANGER];
}

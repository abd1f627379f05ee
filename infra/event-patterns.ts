import type { EventPattern } from 'aws-cdk-lib/aws-events';
import { type EventPattern as ManifestPattern, type Rule, substitute } from '../functions/manifest.ts';
import type { TowpathConfig } from './config.ts';

/** The pattern of a rule for this installation: only the repository, the branch and, when named, the images. */
export function patternOf(
  { pattern, forwarded }: Rule,
  { repository, branch, images }: TowpathConfig,
): ManifestPattern {
  const own = substitute(pattern, { repository, branch });
  if (forwarded !== true || images.length === 0) return own;
  return { ...own, detail: { ...(own.detail as object), 'repository-name': images } };
}

/** Of what is forwarded only what the configuration names gets further than the intake bus. */
export const fromElsewhere = (
  pattern: ManifestPattern,
  sources: TowpathConfig['sources'],
): ManifestPattern => ({
  ...pattern,
  account: [...new Set(sources.map(({ account }) => account))],
  region: [...new Set(sources.map(({ region }) => region))],
});

/** CDK writes the fields of a pattern in camel case and turns them back. */
export function toEventPattern(pattern: ManifestPattern): EventPattern {
  const fields = Object.entries(pattern).map(([field, value]) => [
    field.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(fields) as EventPattern;
}

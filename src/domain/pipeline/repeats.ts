import type { Mention } from './place.ts';
import type { Finding } from './source.ts';

/** A finding for every mention whose text an earlier one already has. */
export function repeats(
  mentions: readonly (Mention | undefined)[],
  describe: (text: string) => Pick<Finding, 'message' | 'hint'>,
): Finding[] {
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const mention of mentions) {
    if (mention === undefined) continue;
    if (seen.has(mention.text)) findings.push({ path: mention.path, ...describe(mention.text) });
    seen.add(mention.text);
  }
  return findings;
}

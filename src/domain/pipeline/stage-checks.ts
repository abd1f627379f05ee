import { suggest } from './nearest.ts';
import type { PipelineOutline } from './outline.ts';
import type { Mention } from './place.ts';
import { repeats } from './repeats.ts';
import type { Finding } from './source.ts';

/** What can be wrong between the stages of one pipeline. */
export function checkStages({ stages }: PipelineOutline): Finding[] {
  const names = stages.flatMap(({ name }) => name?.text ?? []);
  const unknown = stages
    .flatMap(({ after }) => after)
    .filter(({ text }) => !names.includes(text))
    .map(({ text, path }) => ({
      path,
      message: `there is no stage "${text}"`,
      hint: suggest(text, names, 'name a stage of this file'),
    }));
  return [
    ...repeats(
      stages.map(({ name }) => name),
      (text) => ({ message: `a second stage "${text}"`, hint: 'give each stage a name of its own' }),
    ),
    ...stages.flatMap(({ after }) =>
      repeats(after, (text) => ({ message: `"${text}" is named twice`, hint: 'remove one of the two' })),
    ),
    ...unknown,
    ...findCycles(stages),
  ];
}

/** One finding per stage that closes a circle, at the `after` entry that closes it. */
function findCycles(stages: PipelineOutline['stages']): Finding[] {
  const afters = new Map<string, Mention[]>();
  for (const { name, after } of stages) if (name !== undefined) afters.set(name.text, distinct(after));
  const findings: Finding[] = [];
  const done = new Set<string>();
  const visit = (stage: string, way: string[]) => {
    for (const { text, path } of afters.get(stage) ?? []) {
      const start = way.indexOf(text);
      if (start >= 0) findings.push({ path, ...describeCycle([...way.slice(start), text]) });
      else if (!done.has(text)) visit(text, [...way, text]);
    }
    done.add(stage);
  };
  for (const stage of afters.keys()) if (!done.has(stage)) visit(stage, [stage]);
  return findings;
}

const distinct = (mentions: Mention[]) => [
  ...new Map(mentions.toReversed().map((mention) => [mention.text, mention])).values(),
];

const describeCycle = (way: string[]) => ({
  message: `the stages wait for each other: ${way.join(' after ')}`,
  hint: 'remove one of these "after" entries, so that one of the stages can begin',
});

import { describe, expect, it } from 'vitest';
import { validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';
import { inTowpath, SETTINGS, stage } from './files.ts';

const judge = (...lines: string[]) => {
  const { pipelines, problems } = validateConfiguration(
    [inTowpath('checkout.yaml', stage(...lines)), SETTINGS],
    () => true,
    undefined,
    () => 'image: { tag: "1" }\n',
  );
  return {
    gates: pipelines.flatMap(({ pipeline }) => pipeline.stages.flatMap(({ gates }) => gates)),
    problems: problems.map(({ message, hint }) => `${message} | ${hint}`),
  };
};
const TARGETS = 'targets: [{ cluster: dev-eu-1, overlay: a }]';
const APPROVAL = 'gates: [{ approval: { from: [release-managers] } }]';

describe('how a stage is written', () => {
  it('is by commits, unless the file says otherwise', () => {
    expect(judge(TARGETS).gates).toEqual([]);
    expect(judge(TARGETS, 'change: commit').gates).toEqual([]);
  });

  it('is by a pull request that people merge, where nobody is to approve', () => {
    const { gates } = judge(TARGETS, 'change: pull-request');
    expect(gates).toEqual([{ kind: 'pull-request', merge: 'people', extraCommits: 'refuse' }]);
  });

  it('is by one that Towpath merges, where somebody is; who may approve it there, too', () => {
    const { gates } = judge(TARGETS, APPROVAL, 'change: pull-request', 'extraCommits: take');
    expect(gates).toMatchObject([
      { kind: 'approval', via: 'pull-request' },
      { kind: 'pull-request', merge: 'towpath', extraCommits: 'take' },
    ]);
  });

  it('has commits of people only in a pull request', () => {
    expect(judge(TARGETS, 'extraCommits: take').problems).toEqual([
      '"extraCommits" has no meaning here | it goes with change: pull-request',
    ]);
  });

  it('fits into one pull request', () => {
    const files = (count: number) =>
      Array.from({ length: count }, (_, n) => `{ file: a/${n}.yaml, values: image.tag }`);
    const writing = (count: number) =>
      `targets: [{ cluster: dev-eu-1, overlay: a, update: [${files(count).join(', ')}] }]`;
    expect(judge(writing(100), 'change: pull-request').problems).toEqual([]);
    expect(judge(writing(101)).problems).toEqual([]);
    expect(judge(writing(101), 'change: pull-request').problems).toEqual([
      'a wave of this stage writes 101 files, and a pull request has 100 at most | cut it into more waves, or write change: commit',
    ]);
  });
});

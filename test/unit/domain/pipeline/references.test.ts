import { describe, expect, it } from 'vitest';
import { validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';
import { everything, good, inTowpath, problemsOf, SETTINGS, stage, target } from './files.ts';

describe('what a pipeline names', () => {
  const approval = (fields: string) =>
    inTowpath(
      'checkout.yaml',
      stage(`targets: [${target('dev-eu-1', 'a')}]`, `gates: [{ approval: { ${fields} } }]`),
    );

  it.each([
    [
      'a cluster',
      inTowpath('checkout.yaml', stage(`targets: [${target('dev-eu-2', 'a')}]`)),
      'unknown cluster "dev-eu-2"',
    ],
    ['a group', approval('from: [relase-managers]'), 'unknown group "relase-managers"'],
    [
      'a quorum',
      approval('from: [release-managers], quorum: 3'),
      'a quorum of 3 can never be reached: the groups have 2 members',
    ],
  ])('must exist: %s', (_, file, message) => {
    expect(problemsOf(file)).toEqual([expect.stringContaining(message)]);
  });

  it('counts who is in two groups once', () => {
    const text = `${SETTINGS.text}    - { name: owners, members: [bob] }\n`;
    const file = approval('from: [release-managers, owners], quorum: 3');
    const { problems } = validateConfiguration([file, { ...SETTINGS, text }], everything);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('the groups have 2 members'),
    ]);
  });

  it('must exist: an overlay', () => {
    const { problems } = validateConfiguration(
      [good, SETTINGS],
      (overlay) => overlay !== 'apps/checkout/overlays/dev',
    );
    expect(problems).toMatchObject([
      {
        message: 'there is no overlay apps/checkout/overlays/dev',
        hint: 'add apps/checkout/overlays/dev/kustomization.yaml, or name a folder that has one',
        line: 12,
      },
    ]);
  });

  it('is reported once where the name itself is wrong', () => {
    const file = inTowpath('checkout.yaml', stage(`targets: [${target('DEV', '../a')}]`));
    const { problems } = validateConfiguration([file, SETTINGS], () => false);
    expect(problems.map(({ message }) => message)).toEqual([
      '"DEV" is not a name',
      '"../a" is not a folder of the repository',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../../../infra/config.ts';

const least = { 'towpath:repository': 'fleet', 'towpath:branch': 'main' };
const problems = (context: Record<string, unknown>): string => {
  try {
    readConfig(context);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return '';
};

describe('the configuration', () => {
  it('needs a repository and a branch and has defaults for the rest', () => {
    expect(readConfig(least)).toEqual({
      name: 'towpath',
      repository: 'fleet',
      branch: 'main',
      logRetentionDays: 30,
      reserveConcurrency: true,
    });
  });

  it('takes text, as the command line gives it', () => {
    const context = { ...least, 'towpath:logRetentionDays': '90', 'towpath:reserveConcurrency': 'false' };
    expect(readConfig(context)).toMatchObject({ logRetentionDays: 90, reserveConcurrency: false });
  });

  it("leaves alone what is not Towpath's", () => {
    expect(readConfig({ ...least, '@aws-cdk/core:anything': true })).not.toHaveProperty('anything');
  });

  it('names everything that is wrong at once, with the way out', () => {
    const message = problems({ 'towpath:name': 'My Canal', 'towpath:logRetentionDays': 31 });
    expect(message).toContain('towpath:name is "My Canal"; must begin with a letter');
    expect(message).toContain('towpath:repository is missing');
    expect(message).toContain('towpath:branch is missing');
    expect(message).toContain('towpath:logRetentionDays is 31; must be one of 1, 3, 5, 7');
    expect(message).toContain('in cdk.json or with -c towpath:<key>=<value>');
  });

  it('refuses a key that it does not know', () => {
    expect(problems({ ...least, 'towpath:branhc': 'x' })).toContain(
      'towpath:branhc: not known. Known: name,',
    );
  });

  it('refuses the name that would be that of an event bus of AWS', () => {
    expect(problems({ ...least, 'towpath:name': 'default' })).toContain(
      'towpath:name is "default"; must be another',
    );
  });

  it.each(['refs heads', 'a~1', 'x:y', ''])('refuses "%s" as a branch', (branch) => {
    expect(problems({ ...least, 'towpath:branch': branch })).toContain('must be the name of a branch');
  });
});

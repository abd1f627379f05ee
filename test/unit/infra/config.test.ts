import { describe, expect, it } from 'vitest';
import { ConfigError, parseConfig, readConfig } from '../../../infra/config.ts';

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
      images: [],
      sources: [],
      signIn: 'none',
      slack: true,
      reportQueue: false,
      promotionsPerDay: 1000,
      logRetentionDays: 30,
      archiveDays: 30,
      reserveConcurrency: true,
    });
  });

  it('takes the ARN of a version of a layer', () => {
    const kustomizeLayer = 'arn:aws-us-gov:lambda:us-gov-west-1:111122223333:layer:kustomize-5_5:12';
    expect(readConfig({ ...least, 'towpath:kustomizeLayer': kustomizeLayer })).toMatchObject({
      kustomizeLayer,
    });
  });

  it('takes text, as the command line gives it', () => {
    const context = { ...least, 'towpath:logRetentionDays': '90', 'towpath:reserveConcurrency': 'false' };
    expect(readConfig(context)).toMatchObject({ logRetentionDays: 90, reserveConcurrency: false });
  });

  it('takes lists as cdk.json has them, and as text with commas', () => {
    const sources = [
      { account: '444455556666', region: 'us-east-1' },
      { account: '777788889999', region: 'us-gov-west-1' },
    ];
    const images = ['checkout', 'team/catalog'];
    const texts = { sources: '444455556666/us-east-1, 777788889999/us-gov-west-1', images: images.join() };
    expect(
      readConfig({ ...least, 'towpath:sources': texts.sources, 'towpath:images': texts.images }),
    ).toMatchObject({
      sources,
      images,
    });
    expect(
      readConfig({ ...least, 'towpath:sources': texts.sources.split(', '), 'towpath:images': images }),
    ).toMatchObject({ sources, images });
  });

  it.each([
    ['account', '12', 'must have twelve digits'],
    ['region', 'Ireland', 'must be a region'],
    ['images', '111122223333.dkr.ecr.eu-west-1.amazonaws.com:443/x', 'must be the name of an ECR repository'],
    ['sources', '444455556666', 'must be <account>/<region>'],
    ['sources', 7, 'must be a list'],
    ['signIn', 'password', 'must be none, cognito or oidc'],
    ['oidcIssuer', 'http://login.example.com', 'must be an https address'],
    ['kustomizeLayer', 'kustomize:1', 'must be the ARN of a version of a layer'],
    ['alarmEmail', 'oncall', 'must be an address such as'],
    ['archiveDays', '-1', 'must not be negative'],
    ['archiveDays', '1.5', 'must be whole days'],
    ['slack', 'later', 'must be true or false'],
    ['reserveConcurrency', 'perhaps', 'must be true or false'],
  ])('refuses %s %j', (key, value, message) => {
    const found = problems({ ...least, [`towpath:${key}`]: value });
    expect(found).toContain(`towpath:${key} is ${JSON.stringify(value)}; ${message}`);
  });

  it('asks for all that an OpenID provider is known by, or for nothing of it', () => {
    const provider = { 'towpath:signIn': 'oidc', 'towpath:oidcIssuer': 'https://login.example.com' };
    const found = problems({ ...least, ...provider });
    for (const key of ['oidcAudience', 'oidcAuthorizeUrl', 'oidcTokenUrl'])
      expect(found).toContain(`towpath:${key} is missing; with towpath:signIn "oidc" it must be set.`);
  });

  it('of the construct names properties as the construct does', () => {
    expect(() => parseConfig({ repository: 'fleet', branch: 'a b' })).toThrow('  branch is "a b"; must be');
    expect(parseConfig({ repository: 'fleet', branch: 'main', sources: [] }).name).toBe('towpath');
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

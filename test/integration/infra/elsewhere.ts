import { App, Stack } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError, Towpath } from '../../../infra/index.ts';
import {
  inFolder,
  ofType,
  onlyOne,
  plain,
  stubBundles,
  synthesize,
  synthesizeAll,
  type Template,
} from './template.ts';

const HUB = { 'towpath:account': '111122223333', 'towpath:region': 'eu-west-1' };
const SOURCES = ['444455556666/us-east-1', '444455556666/eu-west-1'];
const pushes = {
  source: ['aws.ecr'],
  'detail-type': ['ECR Image Action'],
  detail: { 'action-type': ['PUSH'], result: ['SUCCESS'], 'image-tag': [{ 'anything-but': '' }] },
};
const ruleNamed = (template: Template, name: string) =>
  ofType(template, 'AWS::Events::Rule').find(([, { Properties }]) => Properties.Name === name)![1].Properties;

describe('registries in other accounts and regions', () => {
  let stacks: ReadonlyMap<string, Template>;
  let hub: Template;
  beforeAll(() => {
    stacks = synthesizeAll({ context: { ...HUB, 'towpath:sources': SOURCES } });
    hub = stacks.get('towpath')!;
  });

  it('get a stack each that forwards pushes, and what cannot be forwarded is kept', () => {
    expect([...stacks.keys()].sort()).toEqual([
      'towpath',
      'towpath-spoke-444455556666-eu-west-1',
      'towpath-spoke-444455556666-us-east-1',
    ]);
    const spoke = stacks.get('towpath-spoke-444455556666-us-east-1')!;
    const [, { Properties }] = onlyOne(spoke, 'AWS::Events::Rule');
    expect(Properties.EventPattern).toEqual(pushes);
    const [target] = Properties.Targets;
    expect(plain(target.Arn)).toBe('arn:aws:events:eu-west-1:111122223333:event-bus/towpath-intake');
    expect(plain(target.DeadLetterConfig.Arn)).toBe(`<${onlyOne(spoke, 'AWS::SQS::Queue')[0]}.Arn>`);
  });

  it('may put events of ECR on a bus of their own, those accounts and nobody else', () => {
    const [, { Properties }] = onlyOne(hub, 'AWS::Events::EventBusPolicy');
    expect(plain(Properties.EventBusName)).toMatch(/^<TowpathIntake/);
    expect(Properties.Statement).toMatchObject({
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Condition: { StringEquals: { 'events:source': 'aws.ecr' } },
    });
    expect(plain(Properties.Statement.Principal.AWS)).toBe('arn:aws:iam::444455556666:root');
  });

  it('reach the same function as those of this account, and only what the configuration names', () => {
    const rule = ruleNamed(hub, 'towpath-image-pushed-elsewhere');
    expect(plain(rule.EventBusName)).toMatch(/^<TowpathIntake/);
    expect(rule.EventPattern).toEqual({
      ...pushes,
      account: ['444455556666'],
      region: ['us-east-1', 'eu-west-1'],
    });
    expect(rule.Targets[0].Arn).toEqual(ruleNamed(hub, 'towpath-image-pushed').Targets[0].Arn);
  });

  it('need to be told where to forward to', () => {
    expect(() => synthesize({ context: { 'towpath:sources': SOURCES } })).toThrow(
      'set towpath:account and towpath:region to it.',
    );
  });
});

it('only pushes into the repositories that are named reach Towpath, and the sweep may look at no others', () => {
  const template = synthesize({ context: { 'towpath:images': 'checkout,team/catalog' } });
  const names = ['checkout', 'team/catalog'];
  expect(ruleNamed(template, 'towpath-image-pushed').EventPattern.detail['repository-name']).toEqual(names);
  const roles = JSON.stringify(ofType(template, 'AWS::IAM::Role'));
  for (const name of names) expect(roles).toContain(`:repository/${name}"`);
  expect(roles).not.toContain(':repository/*"');
});

describe('in a CDK app of another', () => {
  const build = (props: object) =>
    inFolder((folder) => {
      const app = new App({ outdir: `${folder}/out` });
      const stack = new Stack(app, 'Platform');
      const bundles = stubBundles(folder);
      new Towpath(stack, 'Towpath', { repository: 'deployments', branch: 'main', bundles, ...props });
      return app.synth().getStackArtifact(stack.artifactId).template as Template;
    });

  it('Towpath is one construct, which needs none of this app’s context', () => {
    const template = build({ name: 'canal', archiveDays: 0 });
    expect(onlyOne(template, 'AWS::DynamoDB::Table')[1].Properties.TableName).toBe('canal');
    expect(ofType(template, 'AWS::Events::Archive')).toEqual([]);
  });

  it('says what is wrong with its properties, and that the functions are missing', () => {
    expect(() => build({ branch: 'no such', retention: 3 })).toThrow(ConfigError);
    expect(() => build({ branch: 'no such' })).toThrow('branch is "no such"; must be the name of a branch');
    expect(() => build({ bundles: '/nowhere' })).toThrow('Make them first: npm run bundle');
  });
});

import { CfnPolicy } from 'aws-cdk-lib/aws-iam';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { functionsOf, type Synthesis, synthesize } from './template.ts';

const ruled = { '@aws-cdk/core:validateAgainstDefaultRules': true };
const checked = (plant?: Synthesis['plant']) => synthesize({ context: ruled, ...(plant && { plant }) });

describe('synthesis', () => {
  // The report is printed, too.
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
  afterEach(() => void vi.restoreAllMocks());

  it("finds nothing wrong, by cdk-nag's rules and by AWS's own", () => {
    expect(checked()).toHaveProperty('Resources');
  });

  it('refuses what cdk-nag finds', () => {
    const Statement = [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }];
    const policyDocument = { Version: '2012-10-17', Statement };
    expect(() =>
      checked((stack) => {
        new CfnPolicy(stack, 'Planted', { policyName: 'planted', policyDocument, roles: ['someone'] });
      }),
    ).toThrow('AwsSolutions-IAM5[Action::s3:*]');
  });

  it("refuses what AWS's own rules find", () => {
    expect(() =>
      checked((stack) => {
        new CfnQueue(stack, 'Planted', { messageRetentionPeriod: 99_999_999 });
      }),
    ).toThrow('CloudFormation-Validate::F3034');
  });
});

describe('an installation of another name', () => {
  const context = { 'towpath:name': 'canal', 'towpath:reserveConcurrency': 'false' };

  it('shares no name with the default one', () => {
    const { Resources } = synthesize({ context });
    const names = Object.values(Resources).flatMap(({ Properties }) =>
      Object.entries(Properties).flatMap(([key, value]) =>
        /^(\w+Name|Name)$/.test(key) && typeof value === 'string' && value !== '$default' ? [value] : [],
      ),
    );
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !name.includes('canal'))).toEqual([]);
  });

  it('reserves no concurrency when it is told not to', () => {
    const reserved = (template: ReturnType<typeof synthesize>) =>
      [...functionsOf(template)].filter(([, { properties }]) => 'ReservedConcurrentExecutions' in properties);
    expect(reserved(synthesize({ context }))).toEqual([]);
    expect(reserved(synthesize()).map(([id]) => id)).toEqual(['commit-changes']);
  });
});

import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/**
 * What Slack signs with, and the token of the app. Made without a value, like the agents' keys; until somebody stores
 * one (docs/approvals.md) Slack is not set up, and everything else works.
 */
export class SlackSecret extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { secretName }: { readonly secretName: string }) {
    super(scope, id);
    const secret = new CfnSecret(this, 'Secret', {
      name: secretName,
      description: 'Of the Slack app: {"signingSecret", "botToken"}',
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Slack makes these, and an administrator copies them from the page of the app.',
    });
    this.arn = secret.ref;
  }
}

import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/**
 * The secret that the agents' keys are derived from. It is made without a value, so that no key is in a template or
 * a change set; docs/deploy.md has the command that stores one. A secret deleted by mistake would turn every agent away.
 */
export class AgentKeysSecret extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { secretName }: { readonly secretName: string }) {
    super(scope, id);
    const secret = new CfnSecret(this, 'Secret', {
      name: secretName,
      description: 'Key ring that the keys of the clusters are derived from: {"current", "keys"}',
    });
    secret.applyRemovalPolicy(RemovalPolicy.RETAIN);
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Rotation is a new version in the key ring, and each cluster must be given its new key before the old version goes: people do that.',
    });
    this.arn = secret.ref;
  }
}

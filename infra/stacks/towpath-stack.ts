import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Towpath, type TowpathProps } from '../constructs/towpath.ts';

/** One installation as a stack of its own, with what its owner needs next as outputs. */
export class TowpathStack extends Stack {
  constructor(scope: Construct, id: string, props: TowpathProps & StackProps) {
    super(scope, id, { description: 'Towpath: GitOps promotion pipeline', ...props });
    const { url, agentKeys, eventBus } = new Towpath(this, 'Towpath', props);
    const output = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });
    output('PageUrl', url, 'The web page');
    output('ApiUrl', `${url}/api`, 'For the towpath command');
    output(
      'HealthUrl',
      `${url}/v1/health/flux/<cluster>`,
      'Where the agents of a cluster send their reports',
    );
    output('EventBus', eventBus, 'For rules of your own: docs/events/README.md');
    output('AgentKeysSecret', agentKeys, 'Store the key ring here first: docs/deploy.md');
  }
}

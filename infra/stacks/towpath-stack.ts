import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Towpath, type TowpathProps } from '../constructs/towpath.ts';

export type TowpathStackProps = TowpathProps & Pick<StackProps, 'env'>;

/** One installation as a stack of its own, with what its owner needs next as outputs. */
export class TowpathStack extends Stack {
  constructor(scope: Construct, id: string, { env, ...props }: TowpathStackProps) {
    super(scope, id, { description: 'Towpath: GitOps promotion pipeline', ...(env && { env }) });
    const { url, names, hasReportQueue } = new Towpath(this, 'Towpath', props);
    const output = (name: string, value: string, description: string) =>
      new CfnOutput(this, name, { value, description });
    output('PageUrl', url, 'The web page');
    output('ApiUrl', url, 'For the towpath command: TOWPATH_URL');
    output(
      'HealthUrl',
      `${url}/v1/health/flux|argocd|snapshot/<cluster>`,
      'Where the agents of a cluster send their reports: docs/agents.md',
    );
    if (hasReportQueue)
      output('ReportQueue', names.reportQueue, 'Where Argo CD may send its reports instead: docs/agents.md');
    output('EventBus', names.eventBus, 'For rules of your own: docs/events/README.md');
    output('AgentKeysSecret', names.agentKeys, 'Store the key ring here first: docs/deploy.md');
    output(
      'NextSteps',
      `1. Store the key ring in ${names.agentKeys}. 2. Add your clusters to .towpath/settings.yaml. 3. Push a pipeline file.`,
      'Then: towpath doctor',
    );
  }
}

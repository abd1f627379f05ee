import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigError, readConfig, type TowpathConfig } from './config.ts';
import { namesOf } from './names.ts';
import { SpokeStack } from './stacks/spoke-stack.ts';
import { TowpathStack } from './stacks/towpath-stack.ts';

/** Puts the stacks that the app's context describes into the app, under cdk-nag's eyes; returns the one of Towpath. */
export function buildApp(app: App, bundles: string): TowpathStack {
  const config = readConfig(app.node.getAllContext() as Record<string, unknown>);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  addSpokes(app, config);
  const { account, region, ...props } = config;
  const env = { ...(account && { account }), ...(region && { region }) };
  // As text, which is what the construct takes.
  const sources = config.sources.map((source) => `${source.account}/${source.region}`);
  return new TowpathStack(app, config.name, { ...props, sources, bundles, env });
}

function addSpokes(app: App, config: TowpathConfig): void {
  const { account, region, sources } = config;
  if (sources.length === 0) return;
  if (account === undefined || region === undefined)
    throw new ConfigError(
      'The configuration is wrong:\n  towpath:sources forward to one place; set towpath:account and towpath:region to it.',
    );
  const names = namesOf(config.name);
  for (const env of sources)
    new SpokeStack(app, names.of(`spoke-${env.account}-${env.region}`), {
      config,
      hub: { account, region },
      env,
    });
}

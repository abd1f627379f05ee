import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfig } from './config.ts';
import { TowpathStack } from './stacks/towpath-stack.ts';

/** Puts the stack that the app's context describes into the app, under cdk-nag's eyes. */
export function buildApp(app: App, bundles: string): TowpathStack {
  const config = readConfig(app.node.getAllContext() as Record<string, unknown>);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return new TowpathStack(app, config.name, { config, bundles });
}

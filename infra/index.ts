/** What a CDK app of your own imports: docs/deploy.md, "In a CDK app of your own". */
export { ConfigError, type ConfigInput } from './config.ts';
export { Towpath, type TowpathProps } from './constructs/towpath.ts';
export { SpokeStack, type SpokeStackProps } from './stacks/spoke-stack.ts';
export { TowpathStack, type TowpathStackProps } from './stacks/towpath-stack.ts';

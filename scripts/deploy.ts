/** `npm run deploy`: checks, shows the difference, asks, deploys, and says what comes next. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { awsLooks, cdk, configOf, ROOT } from './deployment/cdk.ts';
import { nextSteps, type Outputs } from './deployment/next-steps.ts';
import { preflight } from './deployment/preflight.ts';

const { values } = parseArgs({
  options: {
    yes: { type: 'boolean', default: false },
    context: { type: 'string', short: 'c', multiple: true, default: [] },
  },
});

const OUTPUTS = join(ROOT, 'dist/outputs.json');

async function deploy(): Promise<void> {
  const config = configOf(values.context);
  const { account, region, arn } = await preflight(awsLooks(), config);
  console.log(`Deploying ${config.name} to ${account}, ${region}, as ${arn}\n`);
  const context = values.context.flatMap((option) => ['-c', option]);
  await cdk('diff', config.name, ...context);
  if (!values.yes && !(await isWanted())) {
    console.log('Nothing was deployed.');
    return;
  }
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  await cdk('deploy', config.name, '--require-approval', 'never', '--outputs-file', OUTPUTS, ...context);
  const outputs = JSON.parse(readFileSync(OUTPUTS, 'utf8')) as Record<string, Outputs>;
  console.log(nextSteps(outputs[config.name] ?? {}));
  for (const source of config.sources)
    console.log(
      `With credentials of ${source.account}: npx cdk deploy ${config.name}-spoke-${source.account}-${source.region}`,
    );
}

async function isWanted(): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test(await lines.question('\nDeploy this? [y/N] '));
  } finally {
    lines.close();
  }
}

try {
  await deploy();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** `npm run destroy`: takes the stack down, and says what is left and why. */
import { parseArgs } from 'node:util';
import { awsLooks, cdk, configOf } from './deployment/cdk.ts';
import { retained } from './deployment/next-steps.ts';
import { preflight } from './deployment/preflight.ts';

const { values } = parseArgs({
  options: {
    yes: { type: 'boolean', default: false },
    context: { type: 'string', short: 'c', multiple: true, default: [] },
  },
});

try {
  const config = configOf(values.context);
  const { account, region } = await preflight(awsLooks(), config);
  console.log(`Taking ${config.name} down in ${account}, ${region}.`);
  console.log(retained(config.name));
  const context = values.context.flatMap((option) => ['-c', option]);
  await cdk('destroy', config.name, ...(values.yes ? ['--force'] : []), ...context);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

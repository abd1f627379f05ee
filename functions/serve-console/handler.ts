import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createConsole } from '../../console/api/app.ts';
import type { SignIn } from '../../console/api/assets.ts';
import { pullRequestAddress } from '../../src/aws/console-address.ts';
import { traced } from '../../src/aws/tracer.ts';
import { ENV } from '../../src/contract.ts';
import {
  changes,
  clock,
  configuration,
  health,
  ledger,
  log,
  repository,
  waits,
  wakes,
  workflow,
} from '../adapters.ts';
import { identifyWith, withCaller } from '../caller.ts';
import { createPorts } from '../runtime.ts';
import { assets } from './page.ts';

const ports = createPorts('serve-console', {
  changes,
  clock,
  configuration,
  health,
  ledger,
  log,
  repository,
  waits,
  wakes,
  workflow,
});
const {
  [ENV.signIn]: signInText,
  [ENV.eventStream]: eventStream,
  [ENV.pullRequestUrl]: standIn,
  [ENV.repository]: repositoryName = '',
  AWS_REGION: region = '',
} = process.env;
const pullRequestUrl = standIn || pullRequestAddress(region, repositoryName);
const signIn = signInText ? (JSON.parse(signInText) as SignIn) : undefined;

const serve = handle(
  createConsole({
    ...{ ports, identify: identifyWith(ports.configuration), assets },
    ...{ signIn, eventStream, pullRequestUrl },
  }),
);

export const handler = traced((event: LambdaEvent) => serve(withCaller(event)));

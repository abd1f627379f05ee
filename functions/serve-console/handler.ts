import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createConsole } from '../../console/api/app.ts';
import type { SignIn } from '../../console/api/assets.ts';
import { identifyBy, identifyByToken } from '../../console/api/identity.ts';
import { ENV } from '../../src/contract.ts';
import {
  changes,
  chatQueue,
  clock,
  configuration,
  deadLetterBox,
  health,
  labels,
  ledger,
  log,
  repository,
  waits,
  workflow,
} from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { callerOf, withCaller } from './caller.ts';
import { assets } from './page.ts';

const ports = createPorts('serve-console', {
  changes,
  chatQueue,
  clock,
  configuration,
  deadLetterBox,
  health,
  labels,
  ledger,
  log,
  repository,
  waits,
  workflow,
});
const { [ENV.consoleToken]: token, [ENV.signIn]: signInText, [ENV.eventStream]: eventStream } = process.env;
const signIn = signInText ? (JSON.parse(signInText) as SignIn) : undefined;

const identify = token
  ? identifyByToken(token, ports.configuration)
  : identifyBy(callerOf, ports.configuration);

const serve = handle(createConsole({ ports, identify, assets, signIn, eventStream }));

export const handler = (event: LambdaEvent) => serve(withCaller(event));

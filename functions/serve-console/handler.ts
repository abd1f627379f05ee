import { readFileSync } from 'node:fs';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createConsole } from '../../console/api/app.ts';
import type { Assets, SignIn } from '../../console/api/assets.ts';
import { identifyBy, identifyByToken } from '../../console/api/identity.ts';
import { ENV } from '../../src/contract.ts';
import {
  changes,
  chatQueue,
  clock,
  configuration,
  deadLetterBox,
  health,
  ledger,
  log,
  repository,
  waits,
  workflow,
} from '../adapters.ts';
import { createPorts } from '../runtime.ts';
import { callerOf, withCaller } from './caller.ts';

const ports = createPorts('serve-console', {
  changes,
  chatQueue,
  clock,
  configuration,
  deadLetterBox,
  health,
  ledger,
  log,
  repository,
  waits,
  workflow,
});
const { [ENV.consoleToken]: token, [ENV.signIn]: signInText, [ENV.eventStream]: eventStream } = process.env;
const signIn = signInText ? (JSON.parse(signInText) as SignIn) : undefined;

const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'app.js': 'text/javascript; charset=utf-8',
  'app.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
};

/** The page lies beside the bundle (see `assets` in the manifest); only the files named here are ever read. */
const assets: Assets = (name) => {
  const type = TYPES[name];
  return type === undefined
    ? undefined
    : { type, body: readFileSync(new URL(`ui/${name}`, import.meta.url), 'utf8') };
};

const identify = token
  ? identifyByToken(token, ports.configuration)
  : identifyBy(callerOf, ports.configuration);

const serve = handle(createConsole({ ports, identify, assets, signIn, eventStream }));

export const handler = (event: LambdaEvent) => serve(withCaller(event));

import { readFileSync } from 'node:fs';
import { handle, type LambdaEvent } from 'hono/aws-lambda';
import { createConsole } from '../../console/api/app.ts';
import type { Assets } from '../../console/api/assets.ts';
import { identifyByArn, identifyByToken } from '../../console/api/identity.ts';
import { ENV } from '../../src/contract.ts';
import { changes, clock, configuration, health, ledger, repository, waits, workflow } from '../adapters.ts';
import { createPorts } from '../runtime.ts';

const ports = createPorts('serve-console', {
  changes,
  clock,
  configuration,
  health,
  ledger,
  repository,
  waits,
  workflow,
});
const token = process.env[ENV.consoleToken];

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

/** API Gateway's IAM authorizer puts the verified caller here; hono passes it on as a header that callers cannot set. */
const CALLER = 'x-towpath-caller-arn';
const identify = token
  ? identifyByToken(token, ports.configuration)
  : identifyByArn((request) => request.headers.get(CALLER) ?? undefined, ports.configuration);

const serve = handle(createConsole({ ports, identify, assets }));

export const handler = (event: LambdaEvent) => serve(withCaller(event));

function withCaller(event: LambdaEvent): LambdaEvent {
  const { requestContext } = event as { requestContext?: { authorizer?: { iam?: { userArn?: string } } } };
  const arn = requestContext?.authorizer?.iam?.userArn;
  const sent = Object.entries(event.headers ?? {}).filter(([name]) => name.toLowerCase() !== CALLER);
  const headers = Object.fromEntries(arn === undefined ? sent : [...sent, [CALLER, arn]]);
  return { ...event, headers } as LambdaEvent;
}

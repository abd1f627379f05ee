import type { LambdaEvent } from 'hono/aws-lambda';
import { type Identify, identifyBy, identifyByToken } from '../console/api/identity.ts';
import { ENV } from '../src/contract.ts';
import type { Identity } from '../src/domain/people/identity.ts';
import type { ConfigurationStore } from '../src/ports/configuration.ts';

/** A header that callers cannot set: it is taken from the request first. */
const CALLER = 'x-towpath-caller';

/** Where requests come in that IAM has verified; the same API is behind it. */
const SIGNED = /^\/iam(?=\/api\/)/;

interface Authorized {
  readonly rawPath?: string;
  readonly requestContext?: {
    readonly authorizer?: {
      readonly iam?: { readonly userArn?: string };
      readonly jwt?: { readonly claims?: { readonly sub?: unknown } };
    };
  };
}

/** The event with what API Gateway's authorizer has verified of the caller, where hono passes it on. */
export function withCaller(event: LambdaEvent): LambdaEvent {
  const identity = verified(event as Authorized);
  const sent = Object.entries(event.headers ?? {}).filter(([name]) => name.toLowerCase() !== CALLER);
  const headers = Object.fromEntries(
    identity === undefined ? sent : [...sent, [CALLER, JSON.stringify(identity)]],
  );
  const rawPath = (event as Authorized).rawPath?.replace(SIGNED, '');
  return { ...event, headers, ...(rawPath !== undefined && { rawPath }) } as LambdaEvent;
}

/** On a laptop by the token, else by what API Gateway has verified. */
export function identifyWith(configuration: ConfigurationStore): Identify {
  const { [ENV.consoleToken]: token } = process.env;
  return token ? identifyByToken(token, configuration) : identifyBy(callerOf, configuration);
}

function callerOf(request: Request): Identity | undefined {
  const caller = request.headers.get(CALLER);
  return caller === null ? undefined : (JSON.parse(caller) as Identity);
}

/** A route has one authorizer: IAM's, or that of the tokens of the sign-in page. */
function verified({ requestContext }: Authorized): Identity | undefined {
  const { iam, jwt } = requestContext?.authorizer ?? {};
  if (iam?.userArn !== undefined) return { kind: 'iam', arn: iam.userArn };
  const subject = jwt?.claims?.sub;
  return typeof subject === 'string' ? { kind: 'oidc', subject } : undefined;
}

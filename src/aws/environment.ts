import { ENV } from '../contract.ts';

export type Environment = Readonly<Record<keyof typeof ENV, string>>;

/** A function was deployed without a variable that it needs; named at the first start, not at the first use. */
export class MissingEnvironmentError extends Error {
  override readonly name = 'MissingEnvironmentError';
  constructor(names: readonly string[]) {
    super(`Missing environment variables: ${names.join(', ')}. The stack sets them; deploy it again.`);
  }
}

/** Each stands for what not every installation has: an alias, a sign-in, Slack; on laptops a token, a stand-in, a stream. */
const OPTIONAL: readonly string[] = [
  ...[ENV.consoleToken, ENV.eventStream, ENV.slackUrl, ENV.agentsUrl, ENV.stateMachineAlias, ENV.signIn],
  ...[ENV.pullRequestUrl, ENV.chatQueueUrl, ENV.chatDeadLetterQueueUrl, ENV.slackSecret],
];

export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const missing = Object.values(ENV).filter((name) => !OPTIONAL.includes(name) && !env[name]);
  if (missing.length > 0) throw new MissingEnvironmentError(missing);
  return Object.fromEntries(Object.entries(ENV).map(([key, name]) => [key, env[name] ?? ''])) as Environment;
}

import { ENV } from '../../src/contract.ts';

/** A CloudFormation template, as far as this suite looks at it. */
export interface Template {
  Resources: Record<string, Resource>;
  [section: string]: unknown;
}

interface Resource {
  readonly Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  [attribute: string]: unknown;
}

/** How long a wait lasts whose own length MiniStack does not read. */
const SHORT_WAIT_SECONDS = 2;

export interface Adapted {
  readonly template: Template;
  /** What was left out or changed, for the report. */
  readonly notes: readonly string[];
}

/** The template as MiniStack can take it. Each difference is explained in docs/fidelity.md. */
export function adapt(original: Template, knownTypes: ReadonlySet<string>, slackUrl: string): Adapted {
  const template = withSecretsByArn(original);
  const notes: string[] = [];
  for (const [id, { Type }] of Object.entries(template.Resources))
    if (!knownTypes.has(Type)) {
      delete template.Resources[id];
      notes.push(`left out ${id} (${Type})`);
    }
  notes.push(...allowPlainHttp(template));
  for (const resource of Object.values(template.Resources)) {
    dropDependencies(resource, template);
    if (resource.Type === 'AWS::StepFunctions::StateMachine') notes.push(...shortenWaits(resource));
    if (resource.Type === 'AWS::Lambda::Function') notes.push(...leadToSlack(resource, slackUrl));
    if (resource.Type === 'AWS::IAM::Role') notes.push(...widenAnswers(resource));
  }
  return { template, notes: [...new Set(notes)] };
}

/** A reference to a secret is its ARN; MiniStack makes it the name, which no policy can be matched against. */
function withSecretsByArn(template: Template): Template {
  const isSecret = (id: unknown) =>
    typeof id === 'string' && template.Resources[id]?.Type === 'AWS::SecretsManager::Secret';
  const text = JSON.stringify(template, (_, value: unknown) =>
    typeof value === 'object' && value !== null && 'Ref' in value && isSecret(value.Ref)
      ? { 'Fn::GetAtt': [value.Ref, 'Id'] }
      : value,
  );
  return JSON.parse(text) as Template;
}

function dropDependencies(resource: Resource, { Resources }: Template): void {
  if (resource.DependsOn === undefined) return;
  const kept = [resource.DependsOn].flat().filter((id) => id in Resources);
  resource.DependsOn = kept;
}

/** `TimeoutSecondsPath` is not read: such a wait would never end. A short one ends, looks, and waits again. */
function shortenWaits(resource: Resource): string[] {
  const text = JSON.stringify(resource.Properties);
  const short = text.replaceAll(
    /\\"TimeoutSecondsPath\\":\\"[^"]*\\"/g,
    `\\"TimeoutSeconds\\":${SHORT_WAIT_SECONDS}`,
  );
  resource.Properties = JSON.parse(short) as Record<string, unknown>;
  return short === text ? [] : [`TimeoutSecondsPath became ${SHORT_WAIT_SECONDS} s`];
}

/** As on a laptop: what stands in for Slack is found by an address that no deployment on AWS has. */
function leadToSlack({ Properties }: Resource, slackUrl: string): string[] {
  const { Environment } = Properties as { Environment?: { Variables: Record<string, unknown> } };
  if (Environment === undefined || !(ENV.slackSecret in Environment.Variables)) return [];
  Environment.Variables[ENV.slackUrl] = slackUrl;
  return ['functions find a stand-in for Slack'];
}

interface QueuePolicy {
  readonly PolicyDocument: { Statement: { Condition?: Record<string, Record<string, string>> }[] };
}

/** Every request here is plain HTTP, and MiniStack honours a policy that refuses such. */
function allowPlainHttp({ Resources }: Template): string[] {
  const policies = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::SQS::QueuePolicy');
  for (const [id, { Properties }] of policies) {
    const { PolicyDocument } = Properties as unknown as QueuePolicy;
    PolicyDocument.Statement = PolicyDocument.Statement.filter(
      ({ Condition }) => Condition?.Bool?.['aws:SecureTransport'] !== 'false',
    );
    if (PolicyDocument.Statement.length === 0) delete Resources[id];
  }
  return policies.length > 0 ? ['queues take plain HTTP'] : [];
}

interface Policy {
  readonly PolicyDocument: {
    readonly Statement: { Effect: string; Action: string | string[]; Resource: unknown }[];
  };
}

const ANSWERS = ['states:SendTaskSuccess', 'states:SendTaskFailure'];

/** MiniStack checks the answer to a task token against "*": it does not look up whose token it is. */
function widenAnswers(resource: Resource): string[] {
  const policies = (resource.Properties?.Policies ?? []) as Policy[];
  const those = policies.filter(({ PolicyDocument }) =>
    PolicyDocument.Statement.some(({ Action }) => ANSWERS.some((answer) => [Action].flat().includes(answer))),
  );
  for (const { PolicyDocument } of those)
    PolicyDocument.Statement.push({ Effect: 'Allow', Action: ANSWERS, Resource: '*' });
  return those.length > 0 ? ['states:SendTask* on "*" as well'] : [];
}

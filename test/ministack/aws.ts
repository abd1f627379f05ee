import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  CreateStateMachineAliasCommand,
  ListStateMachineAliasesCommand,
  PublishStateMachineVersionCommand,
  SFNClient,
  UpdateStateMachineAliasCommand,
} from '@aws-sdk/client-sfn';
import { LIVE } from '../../infra/names.ts';
import { ACCOUNT, STATE_MACHINE_ARN } from '../../local/deploy.ts';
import type { Emulator } from './emulator.ts';
import type { Image } from './installation.ts';
import { pythonWithMiniStack } from './python.ts';
import { type Credentials, signedFetch } from './sign.ts';

/** What people and other services do in the account, through the SDK's clients where the project has them. */
export function createAws({ url }: Emulator) {
  const owner = { accessKeyId: ACCOUNT.accountId, secretAccessKey: 'test' };
  const iam = createIam(url, owner);
  const settings = { endpoint: url, region: ACCOUNT.region, credentials: owner };
  const states = new SFNClient(settings);
  const [ecr, events, secrets] = [
    new ECRClient(settings),
    new EventBridgeClient(settings),
    new SecretsManagerClient(settings),
  ];
  const raise = async (
    source: string,
    detailType: string,
    detail: object,
    resources: readonly string[] = [],
  ) => {
    const entry = {
      Source: source,
      DetailType: detailType,
      Detail: JSON.stringify(detail),
      Resources: [...resources],
    };
    const { Entries = [] } = await events.send(new PutEventsCommand({ Entries: [entry] }));
    const refused = Entries.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (refused) throw new Error(`${source} was refused: ${refused.ErrorMessage}`);
  };
  return {
    raise,
    async createImageRepository(repositoryName: string): Promise<void> {
      await ecr.send(new CreateRepositoryCommand({ repositoryName }));
    },
    /** @returns the digest */
    async putImage({ repository, tag }: Image): Promise<string> {
      const config = {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: repository,
        size: 1,
        tag,
      };
      const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST, config, layers: [] });
      const { image } = await ecr.send(
        new PutImageCommand({
          repositoryName: repository,
          imageTag: tag,
          imageManifest,
          imageManifestMediaType: MANIFEST,
        }),
      );
      if (image?.imageId?.imageDigest === undefined) throw new Error(`PutImage gave no digest for ${tag}.`);
      return image.imageId.imageDigest;
    },
    async putSecret(SecretId: string, SecretString: string): Promise<void> {
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
    },
    /** A Lambda of one file. */
    async createFunction(name: string, file: URL): Promise<void> {
      await createRole(iam, name);
      const code = await zipped(fileURLToPath(file));
      const response = await signedFetch(owner, { service: 'lambda', region: ACCOUNT.region })(
        `${url}/2015-03-31/functions`,
        {
          method: 'POST',
          body: JSON.stringify({
            FunctionName: name,
            Runtime: 'nodejs22.x',
            Role: `arn:aws:iam::${ACCOUNT.accountId}:role/${name}`,
            Handler: 'index.handler',
            Timeout: 30,
            Code: { ZipFile: code },
          }),
        },
      );
      if (!response.ok) throw new Error(`CreateFunction failed: ${await response.text()}`);
    },
    /** What the version and the alias of the template do, which MiniStack knows as calls only. */
    async publishStateMachine(): Promise<void> {
      const { stateMachineVersionArn = '' } = await states.send(
        new PublishStateMachineVersionCommand({ stateMachineArn: STATE_MACHINE_ARN }),
      );
      const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }];
      const { stateMachineAliases = [] } = await states.send(
        new ListStateMachineAliasesCommand({ stateMachineArn: STATE_MACHINE_ARN }),
      );
      const known = stateMachineAliases.find(({ stateMachineAliasArn }) =>
        stateMachineAliasArn?.endsWith(`:${LIVE}`),
      );
      await (known === undefined
        ? states.send(new CreateStateMachineAliasCommand({ name: LIVE, routingConfiguration }))
        : states.send(
            new UpdateStateMachineAliasCommand({
              stateMachineAliasArn: known.stateMachineAliasArn,
              routingConfiguration,
            }),
          ));
    },
    createUser: (name: string) => createUser(iam, name),
    async invoke(functionName: string, payload: object): Promise<unknown> {
      const response = await signedFetch(owner, { service: 'lambda', region: ACCOUNT.region })(
        `${url}/2015-03-31/functions/${functionName}/invocations`,
        { method: 'POST', body: JSON.stringify(payload) },
      );
      const text = await response.text();
      if (!response.ok || response.headers.has('x-amz-function-error'))
        throw new Error(`${functionName} failed with HTTP ${response.status}: ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
  };
}

export type Aws = ReturnType<typeof createAws>;

const ZIP =
  'import base64, io, os, sys, zipfile; made = io.BytesIO(); archive = zipfile.ZipFile(made, "w"); ' +
  'archive.write(sys.argv[1], os.path.basename(sys.argv[1])); archive.close(); print(base64.b64encode(made.getvalue()).decode())';

/** Node has no archives; the Python that is here anyway has. */
async function zipped(file: string): Promise<string> {
  const { stdout } = await promisify(execFile)(await pythonWithMiniStack(), ['-c', ZIP, file]);
  return stdout.trim();
}

const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

type Iam = (Action: string, parameters: Record<string, string>) => Promise<string>;

/** IAM's query protocol, for which the project has no client of the SDK. */
function createIam(url: string, owner: Credentials): Iam {
  return async (Action, parameters) => {
    const body = new URLSearchParams({ Action, Version: '2010-05-08', ...parameters });
    const response = await signedFetch(owner, { service: 'iam', region: 'us-east-1' })(`${url}/`, {
      method: 'POST',
      body: String(body),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${Action} failed: ${text}`);
    return text;
  };
}

const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });

/** An IAM user who may call every API, with an access key. */
async function createUser(iam: Iam, UserName: string): Promise<Credentials> {
  await iam('CreateUser', { UserName });
  const PolicyDocument = policy({ Action: 'execute-api:Invoke', Resource: '*' });
  await iam('PutUserPolicy', { UserName, PolicyName: 'towpath', PolicyDocument });
  const key = await iam('CreateAccessKey', { UserName });
  const field = (tag: string): string => new RegExp(`<${tag}>([^<]*)<`).exec(key)?.[1] ?? '';
  return { accessKeyId: field('AccessKeyId'), secretAccessKey: field('SecretAccessKey') };
}

/** A role that Lambda and Step Functions may take, and that may invoke functions. */
async function createRole(iam: Iam, RoleName: string): Promise<void> {
  const Service = ['lambda.amazonaws.com', 'states.amazonaws.com'];
  const AssumeRolePolicyDocument = policy({ Action: 'sts:AssumeRole', Principal: { Service } });
  await iam('CreateRole', { RoleName, AssumeRolePolicyDocument });
  const PolicyDocument = policy({ Action: 'lambda:InvokeFunction', Resource: '*' });
  await iam('PutRolePolicy', { RoleName, PolicyName: 'invoke', PolicyDocument });
}

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { readConfig, type TowpathConfig } from '../../infra/config.ts';
import type { PreflightLooks } from './preflight.ts';

export const ROOT = join(import.meta.dirname, '../..');

/** `cdk.json` under what the command line says with `-c key=value`. */
export function configOf(contextOptions: readonly string[]): TowpathConfig {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: object };
  const given = contextOptions.map((option) => {
    const at = option.indexOf('=');
    return [option.slice(0, at), option.slice(at + 1)] as const;
  });
  return readConfig({ ...context, ...Object.fromEntries(given) });
}

/** Runs the CDK's own command in this terminal. @throws when it ends with another code than 0. */
export async function cdk(...words: readonly string[]): Promise<void> {
  const child = spawn(join(ROOT, 'node_modules/.bin/cdk'), words, { cwd: ROOT, stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`cdk ${words[0]} ended with ${code}; its reason is above.`);
}

export function awsLooks(): PreflightLooks {
  return {
    async whoAmI() {
      const client = new STSClient({});
      const { Account: account = '', Arn: arn = '' } = await client.send(new GetCallerIdentityCommand({}));
      return { account, arn, region: await client.config.region() };
    },
    async stackExists(StackName) {
      try {
        await new CloudFormationClient({}).send(new DescribeStacksCommand({ StackName }));
        return true;
      } catch (error) {
        if (error instanceof Error && error.name === 'ValidationError') return false;
        throw error;
      }
    },
  };
}

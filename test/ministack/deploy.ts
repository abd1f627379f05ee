import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ACCOUNT } from '../../local/deploy.ts';
import { ROOT } from '../../scripts/boot.ts';
import type { Emulator } from './emulator.ts';
import { pythonWithMiniStack } from './python.ts';
import { adapt, type Template } from './template.ts';

const run = promisify(execFile);
const STACK = 'towpath';
const WITHIN_MS = 180_000;
const KNOWN_TYPES =
  'import json; from ministack.services.cloudformation.provisioners import _RESOURCE_HANDLERS as known; print(json.dumps(list(known)))';

export interface Deployment {
  /** Synthesizes with this context, and deploys what MiniStack can take of it. */
  deploy(assembly: string, context?: Readonly<Record<string, string>>): Promise<Deployed>;
}

export interface Deployed {
  readonly outputs: Readonly<Record<string, string>>;
  readonly resources: number;
  readonly notes: readonly string[];
}

/** What deploys, and bootstraps before the first time. */
export async function deployment(
  emulator: Emulator,
  { folder, slackUrl }: { folder: string; slackUrl: string },
): Promise<Deployment> {
  const cdk = (...args: string[]) =>
    run('npx', ['--no-install', 'cdk', '--no-notices', ...args], {
      cwd: ROOT,
      timeout: WITHIN_MS,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...environmentOfTools(), ...emulator.environment },
    });
  const { stdout } = await run(await pythonWithMiniStack(), ['-c', KNOWN_TYPES]);
  const known = new Set(JSON.parse(stdout) as string[]);
  let isBootstrapped = false;
  return {
    async deploy(assembly, context = {}) {
      const settings = Object.entries(context).flatMap(([key, value]) => ['--context', `${key}=${value}`]);
      await cdk('synth', '--quiet', '--output', assembly, ...settings);
      // Not before: without an assembly the command looks for one in the working directory.
      if (!isBootstrapped)
        await cdk('bootstrap', `aws://${ACCOUNT.accountId}/${ACCOUNT.region}`, '--app', assembly);
      isBootstrapped = true;
      const file = join(assembly, `${STACK}.template.json`);
      const original = JSON.parse(await readFile(file, 'utf8')) as Template;
      const { template, notes } = adapt(original, known, slackUrl);
      await writeFile(file, JSON.stringify(template));
      await deployAsOwner(assembly);
      const outputsFile = join(folder, 'outputs.json');
      await cdk(
        'deploy',
        STACK,
        '--app',
        assembly,
        '--require-approval',
        'never',
        '--outputs-file',
        outputsFile,
      );
      const outputs = JSON.parse(await readFile(outputsFile, 'utf8'))[STACK];
      return { outputs, resources: Object.keys(template.Resources).length, notes };
    },
  };
}

const ROLES = new Set([
  'assumeRoleArn',
  'assumeRoleExternalId',
  'cloudFormationExecutionRoleArn',
  'lookupRole',
]);

/** MiniStack does not grant what the roles of `cdk bootstrap` may do, so the account's owner deploys. */
async function deployAsOwner(assembly: string): Promise<void> {
  for (const name of ['manifest.json', `${STACK}.assets.json`]) {
    const file = join(assembly, name);
    const text = await readFile(file, 'utf8');
    const withoutRoles = JSON.parse(text, (key, value) => (ROLES.has(key) ? undefined : value));
    await writeFile(file, JSON.stringify(withoutRoles));
  }
}

/** Nothing of the account that a person may be signed in to. */
function environmentOfTools(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}

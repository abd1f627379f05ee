import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { readLocalState } from '../../scripts/local-state.ts';
import { FLUX } from './fleet.ts';
import type { World } from './world.ts';

const run = promisify(execFile);

interface CronJob {
  readonly kind: string;
  readonly spec: {
    readonly jobTemplate: {
      readonly spec: {
        readonly template: {
          readonly spec: {
            readonly containers: readonly { readonly command: string[]; readonly args: string[] }[];
          };
        };
      };
    };
  };
}

/** One run of the CronJob that `towpath agent snapshot` prints, without its container. @returns what it printed */
export async function sendSnapshot({ command, folder, kubeconfig, processes }: World): Promise<string> {
  const words = ['agent', 'snapshot', '--cluster', FLUX, '--image', 'example.com/tools:1'];
  const manifests = parseAllDocuments(await command(words)).map((document) => document.toJS() as CronJob);
  const [container] = manifests.flatMap(({ kind, spec }) =>
    kind === 'CronJob' ? spec.jobTemplate.spec.template.spec.containers : [],
  );
  if (container === undefined) throw new Error('No CronJob with a container was printed.');
  const [work, key] = [join(folder, 'work'), join(folder, 'key')];
  await mkdir(work, { recursive: true });
  await mkdir(key, { recursive: true });
  const ring = readLocalState(join(folder, 'local')).agentKeys;
  const token = await command(['agent', 'key', '--cluster', FLUX, '--for', 'snapshot'], ring);
  await writeFile(join(key, 'token'), token, { mode: 0o600 });
  const script = container.args.map((text) => text.replaceAll('/work', work).replaceAll('/key', key));
  const [shell = 'sh', ...options] = container.command;
  const env = {
    PATH: `${dirname(processes.file('kubectl'))}:${process.env.PATH}`,
    KUBECONFIG: kubeconfig,
    HOME: folder,
  };
  return (await run(shell, [...options, ...script], { env })).stdout.trim();
}

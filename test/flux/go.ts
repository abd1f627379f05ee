import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MODULE = join(import.meta.dirname, 'go');
const CACHE = join(import.meta.dirname, '../../.cache');

/** Name of each program and the package that it is built from, from light to heavy. */
const PACKAGES = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'argocd-notifications': './argocd-notifications',
  'helm-controller': 'github.com/fluxcd/helm-controller',
  'source-controller': 'github.com/fluxcd/source-controller',
  'kustomize-controller': 'github.com/fluxcd/kustomize-controller',
  'notification-controller': 'github.com/fluxcd/notification-controller',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
} as const;

export type Program = keyof typeof PACKAGES;

/** The modules with the definitions of Flux's own kinds. */
const WITH_DEFINITIONS = [
  'source-controller',
  'kustomize-controller',
  'helm-controller',
  'notification-controller',
] as const;

/** Read for its definitions only, so that its hundreds of modules are not pinned beside the others'. */
const ARGO_CD = 'github.com/argoproj/argo-cd/v3@v3.5.7';

/** Go, or the modules, are not to be had here; the message says what to do. */
export class GoMissingError extends Error {
  override readonly name = 'GoMissingError';
}

/** The folder of the programs, built from what go.mod pins; each is built once. */
export async function buildPrograms(log: (line: string) => void): Promise<string> {
  await requireGo();
  const folder = join(CACHE, `flux-${await fingerprint()}`);
  await mkdir(folder, { recursive: true });
  for (const [program, source] of Object.entries(PACKAGES)) {
    const file = join(folder, program);
    if (await exists(file)) continue;
    log(`building ${program}; the first time takes minutes`);
    await build(file, source);
  }
  return folder;
}

/** Where the CustomResourceDefinitions of the agents are: folders and files. */
export const definitions = (): Promise<string[]> =>
  Promise.all([
    ...WITH_DEFINITIONS.map(async (name) =>
      join(await folderOf(`github.com/fluxcd/${name}`), 'config/crd/bases'),
    ),
    folderOf(ARGO_CD).then((folder) => join(folder, 'manifests/crds/application-crd.yaml')),
  ]);

/** Of a module, of the version that go.mod pins unless another is named. */
async function folderOf(module: string): Promise<string> {
  const { stdout } = await run('go', ['mod', 'download', '-json', module], { cwd: MODULE });
  return (JSON.parse(stdout) as { Dir: string }).Dir;
}

async function requireGo(): Promise<void> {
  const wayOut = 'The Flux suite needs Go 1.26 or newer as "go" on the PATH.';
  let text: string;
  try {
    text = (await run('go', ['env', 'GOVERSION'])).stdout.trim();
  } catch (cause) {
    throw new GoMissingError(`There is no Go. ${wayOut}`, { cause });
  }
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(text) ?? [];
  if (!(Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 26)))
    throw new GoMissingError(`go says ${JSON.stringify(text)}. ${wayOut}`);
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'argocd-notifications/main.go'])
    hash.update(await readFile(join(MODULE, file)));
  return hash.digest('hex').slice(0, 12);
}

/** Two packages at a time, and after everybody else: kube-apiserver alone takes ten minutes of two cores. */
async function build(file: string, source: string): Promise<void> {
  const words = ['-n', '19', 'go', 'build', '-p=2', '-buildvcs=false', '-ldflags=-s -w', '-o', file, source];
  const child = spawn('nice', words, { cwd: MODULE, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-4_000);
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code === 0) return;
  throw new GoMissingError(
    `Cannot build ${source}: ${said.trim()}\nThe suite fetches what test/flux/go/go.mod pins once; ` +
      'give go a way to the modules (for example GOPROXY).',
  );
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitFor } from '../ministack/wait-for.ts';
import { createKube, createKubectl, type Kube, type Kubectl } from './kube.ts';
import { freePort, type Processes } from './processes.ts';

const READY_WITHIN_MS = 120_000;

export interface ControlPlane {
  readonly kube: Kube;
  readonly kubectl: Kubectl;
  /** The way in for controllers. */
  readonly kubeconfig: string;
}

/** etcd and kube-apiserver on 127.0.0.1: all of a cluster that can be had without nodes and without controllers. */
export async function startControlPlane(processes: Processes, folder: string): Promise<ControlPlane> {
  const [clients, peers, port] = [await freePort(), await freePort(), await freePort()];
  const etcd = `http://127.0.0.1:${clients}`;
  processes.start('etcd', [
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=http://127.0.0.1:${peers}`,
    '--unsafe-no-fsync',
  ]);
  const token = randomBytes(16).toString('hex');
  const certificates = join(folder, 'certificates');
  processes.start('kube-apiserver', [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${certificates}`,
    `--token-auth-file=${await keep(folder, 'tokens.csv', `${token},admin,admin,system:masters\n`)}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    ...(await serviceAccountKeys(folder)),
  ]);
  const kubeconfig = await keep(folder, 'kubeconfig', kubeconfigOf(port, token));
  const kube = await waitFor(
    'kube-apiserver is ready',
    async () => {
      const gone = await processes.ended();
      if (gone !== undefined) throw new Error(gone);
      return connect({ port, token, certificates });
    },
    READY_WITHIN_MS,
  );
  return { kube, kubectl: createKubectl(processes.file('kubectl'), kubeconfig, folder), kubeconfig };
}

async function connect(place: { port: number; token: string; certificates: string }): Promise<Kube | false> {
  try {
    const kube = createKube({ ...place, ca: await readFile(join(place.certificates, 'apiserver.crt')) });
    // Answers once the API server's own objects are there.
    await kube.get('/api/v1/namespaces/kube-system');
    return kube;
  } catch {
    return false;
  }
}

async function serviceAccountKeys(folder: string): Promise<string[]> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const file = await keep(
    folder,
    'service-account.key',
    privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  return [`--service-account-key-file=${file}`, `--service-account-signing-key-file=${file}`];
}

const kubeconfigOf = (port: number, token: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    clusters: [
      {
        name: 'test',
        cluster: { server: `https://127.0.0.1:${port}`, 'insecure-skip-tls-verify': true },
      },
    ],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
  });

async function keep(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text, { mode: 0o600 });
  return file;
}

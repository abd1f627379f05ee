import { join } from 'node:path';
import type { ControlPlane } from './control-plane.ts';
import { gitRepository, type Kube } from './kube.ts';
import { freePort, type Processes } from './processes.ts';

const CONTROLLERS = [
  'notification-controller',
  'source-controller',
  'kustomize-controller',
  'helm-controller',
] as const;
type Controller = (typeof CONTROLLERS)[number];

/** source-, kustomize-, helm- and notification-controller, as `flux install` would run them, on 127.0.0.1. */
export async function startFlux(
  processes: Processes,
  { kubeconfig }: ControlPlane,
  folder: string,
): Promise<void> {
  const [events, receivers, artifacts] = [await freePort(), await freePort(), await freePort()];
  const environment = { KUBECONFIG: kubeconfig, RUNTIME_NAMESPACE: 'flux-system' };
  const common = async (name: Controller) => [
    '--metrics-addr=127.0.0.1:0',
    `--health-addr=127.0.0.1:${await freePort()}`,
    '--log-level=debug',
    ...(name === 'notification-controller' ? [] : [`--events-addr=http://127.0.0.1:${events}/`]),
  ];
  const own: Record<Controller, readonly string[]> = {
    'notification-controller': [`--events-addr=127.0.0.1:${events}`, `--receiverAddr=127.0.0.1:${receivers}`],
    'source-controller': [
      `--storage-addr=127.0.0.1:${artifacts}`,
      `--storage-adv-addr=127.0.0.1:${artifacts}`,
      `--storage-path=${join(folder, 'artifacts')}`,
    ],
    'kustomize-controller': ['--no-remote-bases'],
    'helm-controller': [],
  };
  for (const name of CONTROLLERS) processes.start(name, [...(await common(name)), ...own[name]], environment);
}

/** What a Receiver does when it is called, and `flux reconcile source git`: the repository is looked at now. */
export async function wake(kube: Kube, source: string): Promise<void> {
  const annotations = { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() };
  await kube.patch(gitRepository(source), { metadata: { annotations } });
}

import { setTimeout } from 'node:timers/promises';
import { deployment, type Kube, type KubeObject } from './kube.ts';

const LOOK_EVERY_MS = 500;

interface Deployment extends KubeObject {
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
  readonly status: { readonly observedGeneration?: number };
}

export interface KubeletOptions {
  readonly isBroken: (image: string) => boolean;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** What a Deployment is once its controller and the nodes have done what they can. */
const READY = (replicas: number) => ({
  replicas,
  updatedReplicas: replicas,
  readyReplicas: replicas,
  availableReplicas: replicas,
  unavailableReplicas: null,
  conditions: [
    { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
    { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' },
  ],
});

const NEVER_READY = (replicas: number) => ({
  replicas: replicas + 1,
  updatedReplicas: replicas,
  readyReplicas: replicas,
  availableReplicas: replicas,
  unavailableReplicas: 1,
  conditions: [
    { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
    {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: 'ReplicaSet has timed out progressing.',
    },
  ],
});

/**
 * Plays the deployment controller and the kubelets: a changed Deployment becomes ready, or, by its image, never does.
 * Ends with the signal.
 */
export async function playKubelet(kube: Kube, { isBroken, signal, log }: KubeletOptions): Promise<void> {
  while (!signal.aborted) {
    await look().catch((error) => signal.aborted || log(`the played kubelet: ${error}`));
    await setTimeout(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
  }

  async function look(): Promise<void> {
    const { items } = await kube.get<{ items: Deployment[] }>('/apis/apps/v1/deployments');
    for (const item of items)
      if (item.status.observedGeneration !== item.metadata.generation) await judge(item);
  }

  async function judge({ metadata, spec }: Deployment): Promise<void> {
    const broken = spec.template.spec.containers.some(({ image }) => isBroken(image));
    const status = broken ? NEVER_READY(spec.replicas) : READY(spec.replicas);
    const change = { status: { ...status, observedGeneration: metadata.generation } };
    await kube.patch(`${deployment(metadata.namespace, metadata.name)}/status`, change);
  }
}

import { spawn } from 'node:child_process';
import { request } from 'node:https';
import { json, text } from 'node:stream/consumers';

/** As much of a Kubernetes object as the suite looks at. */
export interface KubeObject {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly generation: number };
}

export interface ApiPlace {
  readonly port: number;
  readonly token: string;
  /** The certificate that the API server made for itself. */
  readonly ca: Buffer;
}

export interface Kube {
  get<Found>(path: string): Promise<Found>;
  /** Lists keep what the change does not name, other than arrays, which it replaces. */
  patch(path: string, change: object): Promise<void>;
}

/** The API server refused, with its own words. */
export class KubeError extends Error {
  override readonly name = 'KubeError';
}

/** What happens too often for a process each. */
export function createKube(place: ApiPlace): Kube {
  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const sent = request({
      host: '127.0.0.1',
      port: place.port,
      path,
      method,
      ca: place.ca,
      headers: {
        authorization: `Bearer ${place.token}`,
        'content-type': 'application/merge-patch+json',
      },
    });
    const answered = new Promise<{ status: number; answer: unknown }>((resolve, reject) => {
      sent.once('error', reject);
      sent.once('response', (response) => {
        json(response).then((answer) => resolve({ status: response.statusCode ?? 0, answer }), reject);
      });
    });
    sent.end(body && JSON.stringify(body));
    const { status, answer } = await answered;
    if (status >= 300) throw new KubeError(`${method} ${path}: ${(answer as { message?: string }).message}`);
    return answer;
  }
  return {
    get: async <Found>(path: string) => (await call('GET', path)) as Found,
    async patch(path, change) {
      await call('PATCH', path, change);
    },
  };
}

export type Kubectl = (words: readonly string[], stdin?: string) => Promise<string>;

/** The real one. What it is to read comes by a pipe: node would give it a socket, which /dev/stdin cannot open. */
export const createKubectl =
  (bin: string, kubeconfig: string, folder: string): Kubectl =>
  async (words, stdin = '') => {
    const env = { PATH: process.env.PATH, KUBECONFIG: kubeconfig, HOME: folder };
    const child = spawn('sh', ['-c', 'cat | "$0" "$@"', bin, ...words], { env });
    child.stdin.on('error', () => {});
    child.stdin.end(stdin);
    const closed = new Promise((resolve) => child.once('close', resolve));
    const [out, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    if (code !== 0) throw new KubeError(`kubectl ${words.join(' ')}: ${complaint.trim()}`);
    return out;
  };

export const gitRepository = (name: string): string =>
  `/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/${name}`;
export const kustomization = (name: string): string =>
  `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/${name}`;
export const helmRelease = (namespace: string, name: string): string =>
  `/apis/helm.toolkit.fluxcd.io/v2/namespaces/${namespace}/helmreleases/${name}`;
export const application = (name: string): string =>
  `/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${name}`;
export const deployment = (namespace: string, name: string): string =>
  `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;

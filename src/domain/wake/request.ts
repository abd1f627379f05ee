import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { AgentKind } from '../pipeline/types.ts';

/** An agent that can be told of a commit. */
export interface Wakeable {
  readonly agent: AgentKind;
  /** As settings have it: what is in front of the agent's own path. */
  readonly url: string;
  /** The cluster's key for this (`cluster-key.ts`, `wake`), as both sides have it. */
  readonly key: string;
}

export interface Pushed {
  /** As the agents pull it. */
  readonly repositoryUrl: string;
  readonly branch: string;
  readonly commit: string;
}

export interface WakeRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The Receiver that `towpath agent flux` prints. */
export const RECEIVER = { name: 'towpath', namespace: 'flux-system' } as const;

export const wakeRequest = (wakeable: Wakeable, pushed: Pushed): WakeRequest =>
  wakeable.agent === 'flux' ? toReceiver(wakeable, pushed) : toArgo(wakeable, pushed);

/**
 * For Flux's Receiver of type `generic-hmac`. Its path is a digest of its token, name and namespace (notification-controller,
 * Receiver.GetWebhookPath); what the body says does not matter to it.
 */
function toReceiver({ url, key }: Wakeable, { branch, commit }: Pushed): WakeRequest {
  const path = bytesToHex(sha256(utf8ToBytes(`${key}${RECEIVER.name}${RECEIVER.namespace}`)));
  const body = JSON.stringify({ branch, commit });
  return request(`${base(url)}/hook/${path}`, body, { 'X-Signature': `sha256=${sign(key, body)}` });
}

/**
 * For Argo CD's webhook, which knows the pushes of some providers and none of CodeCommit. That of Gogs names any address
 * for the repository, is signed with SHA-256, and has a secret of its own that installations with GitHub or GitLab do not use
 * (argo-cd, util/webhook). Without a list of files every Application of the repository's branch is refreshed.
 */
function toArgo({ url, key }: Wakeable, { repositoryUrl, branch, commit }: Pushed): WakeRequest {
  const body = JSON.stringify({
    ref: `refs/heads/${branch}`,
    before: '',
    after: commit,
    commits: [],
    repository: { html_url: repositoryUrl, default_branch: branch },
  });
  return request(`${base(url)}/api/webhook`, body, {
    'X-Gogs-Event': 'push',
    'X-Gogs-Signature': sign(key, body),
  });
}

const base = (url: string): string => url.replace(/\/+$/, '');

const request = (url: string, body: string, headers: Record<string, string>): WakeRequest => ({
  url,
  body,
  headers: { 'Content-Type': 'application/json', ...headers },
});

const sign = (key: string, body: string): string =>
  bytesToHex(hmac(sha256, utf8ToBytes(key), utf8ToBytes(body)));

import { createHash, createHmac } from 'node:crypto';

export interface FluxReport {
  readonly cluster: string;
  readonly object: { readonly namespace: string; readonly name: string };
  readonly severity: 'info' | 'error';
  readonly reason: string;
  readonly message: string;
  /** Milliseconds since the epoch; Flux sends whole seconds. */
  readonly at: number;
  /** As Flux writes it: `main@sha1:<hex>`. */
  readonly revision: string;
  /** Of a source that is no Git repository: the commit that it was built from. */
  readonly originRevision?: string;
  readonly commitStatus?: 'update';
}

const CONTROLLER = 'kustomize-controller';
/** What Go's json.Marshal escapes and JSON.stringify does not. */
const ESCAPED_BY_GO = /[<>&\u2028\u2029]/g;

/** The request body that notification-controller would send, byte for byte in its order and escapes. */
export function fluxBody(report: FluxReport): string {
  const { cluster, object, commitStatus, originRevision, revision } = report;
  const event = {
    involvedObject: {
      kind: 'Kustomization',
      namespace: object.namespace,
      name: object.name,
      uid: uidOf(`${cluster}/${object.namespace}/${object.name}`),
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      resourceVersion: String(Math.floor(report.at / 1000)),
    },
    severity: report.severity,
    timestamp: new Date(report.at).toISOString().replace(/\.\d+Z$/, 'Z'),
    message: report.message,
    reason: report.reason,
    // A map: Go sorts its keys.
    metadata: {
      cluster,
      ...(commitStatus === undefined ? {} : { commit_status: commitStatus }),
      ...(originRevision === undefined ? {} : { originRevision }),
      revision,
    },
    reportingController: CONTROLLER,
    reportingInstance: `${CONTROLLER}-${uidOf(cluster).slice(0, 8)}`,
  };
  return JSON.stringify(event).replace(ESCAPED_BY_GO, escapeLikeGo);
}

/** The headers of the `generic-hmac` provider. */
export function fluxHeaders(body: string, key: string): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'Gotk-Component': CONTROLLER,
    'User-Agent': 'Go-http-client/1.1',
    'X-Signature': `sha256=${createHmac('sha256', key).update(body).digest('hex')}`,
  };
}

/** A duration as Go prints it: `812ms`, `2.5s`, `10m0s`. */
export function goDuration(milliseconds: number): string {
  if (milliseconds < 1000) return milliseconds === 0 ? '0s' : `${milliseconds}ms`;
  const hours = Math.floor(milliseconds / 3_600_000);
  const minutes = Math.floor(milliseconds / 60_000) % 60;
  const seconds = `${(milliseconds % 60_000) / 1000}s`;
  if (hours > 0) return `${hours}h${minutes}m${seconds}`;
  return minutes > 0 ? `${minutes}m${seconds}` : seconds;
}

function escapeLikeGo(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function uidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

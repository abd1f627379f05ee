import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fluxBody, fluxHeaders } from '../../../local/agents/flux-body.ts';
import { clusterKeys, parseKeyRing } from '../../../src/domain/health/cluster-key.ts';

/** A health report in Flux's own format about an object that no pipeline watches. */
export const aReport = (message: string, cluster = 'staging-eu-1'): string =>
  fluxBody({
    cluster,
    object: { namespace: 'flux-system', name: 'unwatched' },
    severity: 'error',
    reason: 'HealthCheckFailed',
    message,
    at: Date.now(),
    revision: `main@sha1:${'0'.repeat(40)}`,
  });

/** The headers of a report that was signed with the key of this cluster of the installation in `directory`. */
export async function signedAs(
  directory: string,
  cluster: string,
  body: string,
): Promise<Record<string, string>> {
  const { agentKeys } = JSON.parse(await readFile(join(directory, 'local-state.json'), 'utf8'));
  const [key = ''] = clusterKeys(parseKeyRing(agentKeys), cluster);
  return fluxHeaders(body, key);
}

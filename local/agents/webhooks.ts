import { type Handler, readBody, sendJson } from '../http.ts';
import type { Agents } from './start.ts';

const LIMIT = 1024 * 1024;
const OF_AGENT = /^\/agents\/([^/]+)(\/.*)$/;

/** The webhook receivers of all clusters, `/agents/<cluster>/<the agent's own path>`: whom they know looks at the repository. */
export const createWebhooks =
  (agents: () => Agents | undefined): Handler =>
  async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, cluster, path = ''] = OF_AGENT.exec(pathname) ?? [];
    if (cluster === undefined || request.method !== 'POST') return false;
    const body = (await readBody(request, LIMIT)).toString('utf8');
    const isTaken = agents()?.wakeBy(decodeURIComponent(cluster), { path, headers: request.headers, body });
    sendJson(response, isTaken === true ? 200 : 404, {});
    return true;
  };

import type { Agents } from './agents.ts';
import { URL_OF_WORLD } from './http.ts';

const OF_AGENT = new RegExp(`^${URL_OF_WORLD}/agents/([^/]+)(/.*)$`);

/** The webhook receivers of all clusters: `<URL_OF_WORLD>/agents/<cluster>/<the agent's own path>`. */
export async function answerWake(
  agents: Agents | undefined,
  input: Parameters<typeof globalThis.fetch>[0],
  init: RequestInit = {},
): Promise<Response> {
  const [, cluster = '', path = ''] = OF_AGENT.exec(String(input)) ?? [];
  const headers = Object.fromEntries(
    Object.entries(init.headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  const isTaken = (await agents?.wakeBy(cluster, { path, headers, body: String(init.body) })) ?? false;
  return { ok: isTaken, status: isTaken ? 200 : 404 } as Response;
}

/** Where on the page the reader is; every one has a link that can be shared. */
export type Route =
  | { readonly page: 'fleet'; readonly show?: string; readonly search?: string }
  | { readonly page: 'pipeline'; readonly pipeline: string; readonly stage?: string }
  | { readonly page: 'promotion'; readonly id: string }
  | { readonly page: 'release'; readonly id: string }
  | ({ readonly page: 'ledger' } & LedgerFilter)
  | { readonly page: 'clusters'; readonly search?: string }
  | { readonly page: 'settings' }
  | { readonly page: 'unknown'; readonly hash: string };

/** Which entries of the ledger; all are equal to what an entry has. */
export interface LedgerFilter {
  readonly pipeline?: string;
  readonly stage?: string;
  readonly by?: string;
  readonly type?: string;
}

export const LEDGER_FILTERS = ['pipeline', 'stage', 'by', 'type'] as const satisfies (keyof LedgerFilter)[];

/** `#/pipelines/checkout/prod`: names are percent-encoded; whatever it does not know becomes `unknown`. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?');
  const segments = decode(path);
  if (segments === undefined) return { page: 'unknown', hash };
  const [head, name, more, ...rest] = segments;
  const parameters = new URLSearchParams(query);
  if (head === undefined) return { page: 'fleet', ...pick(parameters, ['show', 'search']) };
  if (name === undefined) return topPage(head, parameters) ?? { page: 'unknown', hash };
  if (rest.length > 0) return { page: 'unknown', hash };
  if (head === 'pipelines')
    return { page: 'pipeline', pipeline: name, ...(more !== undefined && { stage: more }) };
  if (more === undefined && head === 'promotions') return { page: 'promotion', id: name };
  if (more === undefined && head === 'releases') return { page: 'release', id: name };
  return { page: 'unknown', hash };
}

function topPage(name: string, parameters: URLSearchParams): Route | undefined {
  if (name === 'ledger') return { page: 'ledger', ...pick(parameters, LEDGER_FILTERS) };
  if (name === 'clusters') return { page: 'clusters', ...pick(parameters, ['search']) };
  return name === 'settings' ? { page: 'settings' } : undefined;
}

/** The link to a place; `parseRoute` reads it back. */
export function linkTo(route: Route): string {
  switch (route.page) {
    case 'fleet':
      return `#/${query({ show: route.show, search: route.search })}`;
    case 'pipeline': {
      const stage = route.stage === undefined ? '' : `/${encodeURIComponent(route.stage)}`;
      return `#/pipelines/${encodeURIComponent(route.pipeline)}${stage}`;
    }
    case 'promotion':
      return `#/promotions/${encodeURIComponent(route.id)}`;
    case 'release':
      return `#/releases/${encodeURIComponent(route.id)}`;
    case 'ledger':
      return `#/ledger${query(Object.fromEntries(LEDGER_FILTERS.map((name) => [name, route[name]])))}`;
    case 'clusters':
      return `#/clusters${query({ search: route.search })}`;
    case 'settings':
      return '#/settings';
    case 'unknown':
      return route.hash;
  }
}

/** The token of a link as `npm start` prints it, `#token=...`. */
export function tokenIn(hash: string): string | undefined {
  if (!hash.startsWith('#token=')) return undefined;
  return new URLSearchParams(hash.slice(1)).get('token') || undefined;
}

function decode(path: string): string[] | undefined {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function pick<Name extends string>(
  parameters: URLSearchParams,
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const found: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = parameters.get(name);
    if (value !== null && value !== '') found[name] = value;
  }
  return found;
}

function query(parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value) as [string, string][];
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}

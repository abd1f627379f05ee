/** `ANY` takes every method. Paths are in API Gateway's syntax; `$default` takes what no other route does. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly functionName: string;
}

export interface Match {
  readonly route: Route;
  /** As it stands in the event: `POST /v1/health/flux/{cluster}`. */
  readonly routeKey: string;
  /** Decoded. */
  readonly parameters: Readonly<Record<string, string>>;
}

export const DEFAULT_ROUTE = '$default';

/**
 * API Gateway's order: an exact path before one with variables, any of these before `{greedy+}`, a method before
 * `ANY`, and `$default` last.
 */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Match | undefined {
  const ordered = routes.map(compile).sort((one, other) => (one.rank < other.rank ? -1 : 1));
  return (method, path) => {
    for (const { route, names, expression } of ordered) {
      if (route.method !== method && route.method !== 'ANY') continue;
      const found = expression.exec(path);
      if (!found) continue;
      const parameters = names.map((name, index) => [name, decode(found[index + 1] ?? '')]);
      return { route, routeKey: routeKey(route), parameters: Object.fromEntries(parameters) };
    }
    return undefined;
  };
}

interface CompiledRoute {
  readonly route: Route;
  readonly names: readonly string[];
  readonly expression: RegExp;
  /** Smaller comes first. */
  readonly rank: string;
}

const VARIABLE = /^\{([^{}+]+)(\+?)\}$/;

function compile(route: Route): CompiledRoute {
  if (route.path === DEFAULT_ROUTE) return { route, names: [], expression: /^/, rank: '9' };
  const segments = route.path.split('/').slice(1);
  const method = route.method === 'ANY' ? 1 : 0;
  return {
    route,
    names: segments.flatMap((segment) => VARIABLE.exec(segment)?.[1] ?? []),
    expression: new RegExp(`^${segments.map((segment) => `/${toExpression(segment)}`).join('')}$`),
    rank: `${segments.map(specificity).join('')}/${method}`,
  };
}

function specificity(segment: string): number {
  const [, name, greedy] = VARIABLE.exec(segment) ?? [];
  if (name === undefined) return 0;
  return greedy ? 2 : 1;
}

function toExpression(segment: string): string {
  const [, name, greedy] = VARIABLE.exec(segment) ?? [];
  if (name === undefined) return segment.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return greedy ? '(.+)' : '([^/]+)';
}

function routeKey({ method, path }: Route): string {
  return path === DEFAULT_ROUTE ? DEFAULT_ROUTE : `${method} ${path}`;
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

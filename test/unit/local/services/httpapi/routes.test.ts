import { describe, expect, it } from 'vitest';
import { createRouter, type Route } from '../../../../../local/services/httpapi/routes.ts';

const routes: readonly Route[] = [
  { method: 'ANY', path: '$default', functionName: 'default' },
  { method: 'ANY', path: '/api/{proxy+}', functionName: 'api' },
  { method: 'GET', path: '/', functionName: 'page' },
  { method: 'GET', path: '/{file}', functionName: 'file' },
  { method: 'ANY', path: '/api/status', functionName: 'status-any' },
  { method: 'GET', path: '/api/status', functionName: 'status-get' },
  { method: 'GET', path: '/api/{kind-of}/list', functionName: 'list' },
  { method: 'POST', path: '/v1/health/flux/{cluster}', functionName: 'health' },
  { method: 'GET', path: '/v1.0/x', functionName: 'dot' },
];

describe('routing', () => {
  const route = createRouter(routes);

  it.each([
    ['POST', '/v1/health/flux/prod-eu-1', 'health', { cluster: 'prod-eu-1' }],
    ['GET', '/v1/health/flux/prod-eu-1', 'default', {}],
    ['POST', '/v1/health/flux/a/b', 'default', {}],
    ['POST', '/v1/health/flux/', 'default', {}],
    ['POST', '/v1/health/flux/a%2Fb%20c', 'health', { cluster: 'a/b c' }],
    ['POST', '/v1/health/flux/%zz', 'health', { cluster: '%zz' }],
    ['DELETE', '/api/releases/1', 'api', { proxy: 'releases/1' }],
    ['GET', '/api/', 'default', {}],
    ['GET', '/api/status', 'status-get', {}],
    ['POST', '/api/status', 'status-any', {}],
    ['GET', '/api/stages/list', 'list', { 'kind-of': 'stages' }],
    ['GET', '/', 'page', {}],
    ['GET', '/app.js', 'file', { file: 'app.js' }],
    ['GET', '/v1x0/x', 'default', {}],
  ])('%s %s goes to %s', (method, path, functionName, parameters) => {
    const found = route(method, path);
    expect(found?.route.functionName).toBe(functionName);
    expect(found?.parameters).toEqual(parameters);
  });

  it('tells the key of the route', () => {
    expect(route('POST', '/v1/health/flux/a')?.routeKey).toBe('POST /v1/health/flux/{cluster}');
    expect(route('GET', '/no/where')?.routeKey).toBe('$default');
  });

  it('finds nothing without a default route', () => {
    expect(createRouter(routes.slice(1))('GET', '/no/where')).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { diffManifests } from '../../../../src/domain/render/manifests.ts';

const deployment = (tag: string, namespace = '  namespace: shop\n') =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n${namespace}spec:\n  image: web:${tag}\n`;
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  namespace: shop\n';
const secret = (password: string, user = 'shop') =>
  `apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\n  namespace: shop\ndata:\n  password: ${password}\n  user: ${user}\nstringData:\n  note: "plain"\n`;
const all = (...documents: string[]) => documents.join('---\n');
const diff = (before: string, after: string) =>
  diffManifests({ before, after }).map(({ path, lines }) => [path, ...lines.slice(1)]);

describe('what differs between two renderings', () => {
  it('is told object by object, and nothing of those that are the same', () => {
    expect(diff(all(SERVICE, deployment('1')), all(SERVICE, deployment('2')))).toEqual([
      [
        'Deployment shop/web',
        '   name: web',
        '   namespace: shop',
        ' spec:',
        '-  image: web:1',
        '+  image: web:2',
      ],
    ]);
    expect(diff(all(SERVICE, deployment('1')), all(deployment('1'), SERVICE))).toEqual([]);
    expect(diff('', '')).toEqual([]);
  });

  it('may be that an object comes or goes', () => {
    expect(diff(deployment('1', ''), '')[0]?.slice(0, 2)).toEqual(['Deployment web', '-apiVersion: apps/v1']);
    expect(diff('', SERVICE)[0]?.slice(0, 2)).toEqual(['Service shop/web', '+apiVersion: v1']);
  });

  it('tells kinds of two groups apart', () => {
    const other = SERVICE.replace('v1', 'serving.knative.dev/v1');
    expect(diff('', all(SERVICE, other)).map(([name]) => name)).toEqual([
      'Service shop/web',
      'Service shop/web (serving.knative.dev/v1)',
    ]);
  });

  it('is hidden in secrets, but for that it differs', () => {
    const lines = diff(secret('b2xk'), secret('bmV3'))[0] ?? [];
    expect(lines).toContain('-  password: (hidden)');
    expect(lines).toContain('+  password: (hidden, another)');
    expect(lines).toContain('   user: (hidden)');
    expect(lines.join('\n')).not.toMatch(/b2xk|bmV3|plain|shop$/);
    expect(diff('', secret('bmV3')).flat()).toContain('+  note: "(hidden)"');
    expect(diff('', 'kind: Secret\nmetadata: { name: empty }\ntype: Opaque\n')[0]?.[0]).toBe('Secret empty');
  });
});

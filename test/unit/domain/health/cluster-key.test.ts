import { describe, expect, it } from 'vitest';
import {
  clusterKeys,
  deriveClusterKey,
  KeyRingError,
  parseKeyRing,
} from '../../../../src/domain/health/cluster-key.ts';

const secret = new Uint8Array(32).fill(7);
const sevens = 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=';
const nines = Buffer.alloc(48, 9).toString('base64');

describe('deriveClusterKey', () => {
  it('is HKDF-SHA256 over the version and the cluster, in hex', () => {
    // Computed with node:crypto's hkdfSync: another implementation.
    expect(deriveClusterKey(secret, '1', 'prod-eu-1')).toBe(
      '85965bf48379f9f32459848b0d8a2f72ea11414f62d3569ccd891f2680f62ad3',
    );
  });

  it('gives every cluster and every version its own key', () => {
    const keys = [
      deriveClusterKey(secret, '1', 'prod-eu-1'),
      deriveClusterKey(secret, '2', 'prod-eu-1'),
      deriveClusterKey(secret, '1', 'prod-us-1'),
      deriveClusterKey(new Uint8Array(32), '1', 'prod-eu-1'),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('parseKeyRing', () => {
  it('reads every version', () => {
    const ring = parseKeyRing(JSON.stringify({ current: '2', keys: { '1': sevens, '2': nines } }));
    expect(ring.current).toBe('2');
    expect(ring.secrets.get('1')).toEqual(secret);
    expect(ring.secrets.get('2')).toEqual(new Uint8Array(48).fill(9));
  });

  it.each([
    ['{"keys": S3CRET', 'The key ring is not JSON.'],
    ['"S3CRET"', 'The key ring must be { "current": "<version>", "keys": { "<version>": "<base64>" } }.'],
    [{ current: 1, keys: {} }, 'The key ring must be'],
    [{ current: '1', keys: ['S3CRET'] }, 'The key ring must be'],
    [{ current: '2', keys: { '1': sevens } }, 'current version "2" is not among its keys'],
    [{ current: '1', keys: { '1': 'S3CRET!' } }, 'key "1" is not base64'],
    [{ current: '1', keys: { '1': btoa('S3CRET') } }, 'key "1" has 6 bytes; it needs 32'],
    [{ current: 'a/b', keys: { 'a/b': sevens } }, 'version "a/b" may hold only'],
  ])('refuses %j', (document, message) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document);
    expect(() => parseKeyRing(text)).toThrow(KeyRingError);
    expect(() => parseKeyRing(text)).toThrow(message);
  });

  it('never repeats a secret in an error', () => {
    for (const text of ['{"keys": S3CRET', '{"current":"1","keys":{"1":"S3CRET!"}}']) {
      let error: unknown;
      try {
        parseKeyRing(text);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(KeyRingError);
      expect(String(error)).not.toContain('S3CRET');
      expect((error as Error).cause).toBeUndefined();
    }
  });
});

describe('clusterKeys', () => {
  it('lists the key of every version, the current one first', () => {
    const ring = parseKeyRing(JSON.stringify({ current: '2', keys: { '1': sevens, '2': nines } }));
    expect(clusterKeys(ring, 'prod-eu-1')).toEqual([
      deriveClusterKey(new Uint8Array(48).fill(9), '2', 'prod-eu-1'),
      deriveClusterKey(secret, '1', 'prod-eu-1'),
    ]);
  });
});

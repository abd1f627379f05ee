import { describe, expect, it } from 'vitest';
import {
  clusterKeys,
  deriveClusterKey,
  type KeyPurpose,
  parseKeyRing,
} from '../../../../src/domain/health/cluster-key.ts';
import { towpath } from '../harness.ts';

describe('agent key', () => {
  const text = JSON.stringify({
    current: '2',
    keys: { 1: Buffer.alloc(32, 1).toString('base64'), 2: Buffer.alloc(32, 2).toString('base64') },
  });
  const stdin = (content: string) => ({
    env: {},
    cwd: '/nowhere',
    stdin: (async function* () {
      yield content;
    })(),
  });
  const key = (argv: string[], content = text, more = {}) =>
    towpath(['agent', 'key', '--cluster', 'prod-eu-1', ...argv], {}, { ...stdin(content), ...more });

  it.each([
    ['flux', 'health'],
    ['argocd', 'argocd'],
    ['snapshot', 'snapshot'],
  ] as [string, KeyPurpose][])(
    'derives the key for %s as Towpath does, without asking it',
    async (use, purpose) => {
      const { code, stdout, requests } = await key(['--for', use]);
      expect([code, requests]).toEqual([0, []]);
      expect(stdout).toBe(clusterKeys(parseKeyRing(text), 'prod-eu-1', purpose)[0]);
    },
  );

  it('derives that of an older version', async () => {
    const { stdout } = await key(['--for', 'flux', '--key-version', '1']);
    expect(stdout).toBe(deriveClusterKey(new Uint8Array(32).fill(1), '1', 'prod-eu-1'));
  });

  it('shows it on a terminal only when it is told to', async () => {
    const refused = await key(['--for', 'flux'], text, { terminal: 80 });
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('add --show') });
    const shown = await key(['--for', 'flux', '--show'], text, { terminal: 80 });
    expect(shown.stdout).toMatch(/^[0-9a-f]{64}\n$/);
  });

  it.each([
    [['--for', 'flux', '--key-version', '3'], text, 'The key ring has no version "3". It has: 1, 2.'],
    [['--for', 'flux'], 'hush', 'What came from stdin is no key ring.'],
    [['--for', 'flux'], '{"current":1}', 'What came from stdin is no key ring.'],
    [['--for', 'jenkins'], text, 'Allowed choices are flux, argocd, snapshot'],
  ])('refuses %j', async (argv, content, sentence) => {
    const { code, stdout, stderr } = await key(argv, content);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(sentence);
    expect(stderr).not.toContain('hush');
  });
});

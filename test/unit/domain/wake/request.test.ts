import { describe, expect, it } from 'vitest';
import { isWakeCall } from '../../../../local/agents/wake-call.ts';
import { wakeRequest } from '../../../../src/domain/wake/request.ts';

const key = 'f'.repeat(64);
const pushed = {
  repositoryUrl: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet',
  branch: 'main',
  commit: 'c'.repeat(40),
};

describe.each(['flux', 'argocd'] as const)('what %s is told', (agent) => {
  const { url, headers, body } = wakeRequest({ agent, url: 'https://agent.example.com/', key }, pushed);
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const path = new URL(url).pathname;

  it('is what its receiver takes, from who has the key and nobody else', () => {
    expect(url.startsWith('https://agent.example.com/')).toBe(true);
    expect(isWakeCall(agent, key, { path, headers: lower, body })).toBe(true);
    expect(isWakeCall(agent, 'other', { path, headers: lower, body })).toBe(false);
    expect(isWakeCall(agent, key, { path, headers: lower, body: `${body} ` })).toBe(false);
    expect(isWakeCall(agent, key, { path: '/', headers: lower, body })).toBe(false);
  });
});

describe('Argo CD', () => {
  it('is told of a push to the branch, as Gogs tells of it', () => {
    const { headers, body } = wakeRequest(
      { agent: 'argocd', url: 'https://argocd.example.com', key },
      pushed,
    );
    expect(headers).toMatchObject({ 'X-Gogs-Event': 'push' });
    expect(JSON.parse(body)).toEqual({
      ref: 'refs/heads/main',
      before: '',
      after: pushed.commit,
      commits: [],
      repository: { html_url: pushed.repositoryUrl, default_branch: 'main' },
    });
  });
});

describe('Flux', () => {
  it('has a path of its own for each token, and a prefix is kept', () => {
    const to = (token: string) =>
      wakeRequest({ agent: 'flux', url: 'https://edge.example.com/prod-eu-1', key: token }, pushed).url;
    expect(to('a')).toMatch(/^https:\/\/edge\.example\.com\/prod-eu-1\/hook\/[0-9a-f]{64}$/);
    expect(to('a')).not.toBe(to('b'));
  });
});

import { describe, expect, it } from 'vitest';
import { functions } from '../../../../functions/manifest.ts';
import { towpath } from '../harness.ts';

describe('towpath slack manifest', () => {
  it('has the addresses that the functions listen at', async () => {
    const { code, stdout, requests } = await towpath([
      'slack',
      'manifest',
      '--url',
      'https://towpath.example.com/',
    ]);
    expect([code, requests]).toEqual([0, []]);
    const { features, settings, oauth_config: oauth } = JSON.parse(stdout);
    const addresses = [settings.interactivity.request_url, features.slash_commands[0].url];
    expect(addresses).toEqual(
      functions['receive-slack'].trigger.routes.map(({ path }) => `https://towpath.example.com${path}`),
    );
    expect(oauth.scopes.bot).toEqual(['chat:write', 'commands']);
  });

  it('is the only thing there is', async () => {
    expect(await towpath(['slack', 'pigeon'])).toMatchObject({
      code: 2,
      stderr: 'towpath: There is no pigeon of Slack. Known: manifest.\n',
    });
  });
});

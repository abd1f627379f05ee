import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { verifySlackSignature } from '../../../src/slack/signature.ts';

const example = JSON.parse(
  readFileSync(new URL('../../fixtures/slack/signing-example.json', import.meta.url), 'utf8'),
);
const { signingSecret, timestamp, signature } = example as Record<string, string>;
const bytes = (text: string) => new TextEncoder().encode(text);
const body = bytes(example.body);
const at = Number(timestamp) * 1000;
const verify = (request: object = {}, secret = signingSecret ?? '', now = at) =>
  verifySlackSignature({ body, timestamp, signature, ...request }, secret, now);

describe("Slack's documented example", () => {
  it('is valid', () => expect(verify()).toBe('valid'));

  it('is valid up to five minutes from its time, either way', () => {
    for (const seconds of [-300, 300]) expect(verify({}, signingSecret, at + seconds * 1000)).toBe('valid');
    for (const seconds of [-301, 301, 360])
      expect(verify({}, signingSecret, at + seconds * 1000)).toBe('stale');
  });

  it('is forged when any one byte of the body is another', () => {
    for (const index of body.keys()) {
      const changed = body.slice();
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(verify({ body: changed })).toBe('forged');
    }
  });

  it.each([
    ['no signature', { signature: undefined }],
    ['another signature', { signature: signature?.replace('v0=a', 'v0=b') }],
    ['another version', { signature: signature?.replace('v0', 'v1') }],
    ['half a signature', { signature: signature?.slice(0, 40) }],
    ['no timestamp', { timestamp: undefined }],
    ['another timestamp', { timestamp: '1531420619' }],
    ['a timestamp that is no number', { timestamp: '1531420618.0' }],
  ])('is forged with %s', (_, request) => {
    expect(verify(request)).toBe('forged');
  });

  it('is forged with another secret, and with none', () => {
    expect(verify({}, 'another')).toBe('forged');
    const empty = createHmac('sha256', '').update(`v0:${timestamp}:`).update(body).digest('hex');
    expect(verify({ signature: `v0=${empty}` }, '')).toBe('forged');
  });
});

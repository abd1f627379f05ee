import { describe, expect, it } from 'vitest';
import { parseFluxEvent } from '../../../../src/domain/health/flux-event.ts';
import { MalformedReportError } from '../../../../src/domain/health/read-report.ts';
import { readFixture } from './fixtures.ts';

const utf8 = new TextEncoder();
const sent = JSON.parse(new TextDecoder().decode(readFixture('reconciliation-succeeded')));

function parse(event: unknown) {
  return parseFluxEvent(utf8.encode(JSON.stringify(event)));
}

describe('parseFluxEvent', () => {
  it('reads an event as notification-controller sends it', () => {
    expect(parse(sent)).toMatchObject({
      involvedObject: { kind: 'Kustomization', namespace: 'flux-system', name: 'checkout' },
      severity: 'info',
      reason: 'ReconciliationSucceeded',
      timestamp: '2026-11-20T09:00:05Z',
    });
  });

  it('takes an event without metadata, and one with fields it does not know', () => {
    const { metadata: _, ...rest } = sent;
    expect(parse({ ...rest, somethingNew: [1] }).metadata).toBeUndefined();
    expect(parse({ ...rest, metadata: null }).metadata).toBeNull();
  });

  it.each([
    [
      { ...sent, involvedObject: { kind: 'Kustomization', namespace: 'a' } },
      '"involvedObject.name" must be of type string',
    ],
    [{ ...sent, reason: 3 }, '"reason" must be of type string'],
    [{ ...sent, timestamp: 'yesterday' }, '"timestamp" must be an RFC 3339 time'],
    [{ ...sent, timestamp: null }, '"timestamp" must be of type string'],
    [{ ...sent, metadata: { revision: 1 } }, '"metadata.revision" must be of type string'],
    [[], 'the body must be of type object'],
  ])('names the field that is wrong', (event, message) => {
    expect(() => parse(event)).toThrow(MalformedReportError);
    expect(() => parse(event)).toThrow(message);
  });

  it('names all fields that are wrong', () => {
    expect(() => parse({ ...sent, reason: 3, message: 4 })).toThrow(/"message" .*"reason" /);
  });

  it.each([
    ['no JSON', utf8.encode('{')],
    ['an empty body', new Uint8Array()],
    ['bytes that are not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
  ])('refuses %s', (_, body) => {
    expect(() => parseFluxEvent(body)).toThrow(new MalformedReportError('The report is not JSON in UTF-8.'));
  });
});

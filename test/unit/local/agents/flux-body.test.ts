import { describe, expect, it } from 'vitest';
import { type FluxReport, fluxBody, fluxHeaders, goDuration } from '../../../../local/agents/flux-body.ts';
import { classifyFluxEvent } from '../../../../src/domain/health/classify-flux-event.ts';
import { parseFluxEvent } from '../../../../src/domain/health/flux-event.ts';
import { verifyFluxSignature } from '../../../../src/domain/health/signature.ts';

const commit = '8d3f0a6c2b9e4715a0c1d2e3f405162738495a6b';
const report: FluxReport = {
  cluster: 'prod-eu-1',
  object: { namespace: 'flux-system', name: 'checkout' },
  severity: 'info',
  reason: 'ReconciliationSucceeded',
  message: 'a <b> & "c"\u2028',
  at: Date.UTC(2026, 10, 20, 9, 0, 5, 999),
  revision: `main@sha1:${commit}`,
  commitStatus: 'update',
};

describe('fluxBody', () => {
  it("has the order of Flux's fields, sorted metadata, whole seconds, and what Go escapes", () => {
    expect(fluxBody(report)).toMatch(
      new RegExp(
        [
          '^{"involvedObject":{"kind":"Kustomization","namespace":"flux-system","name":"checkout",',
          '"uid":"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",',
          '"apiVersion":"kustomize.toolkit.fluxcd.io/v1","resourceVersion":"[0-9]+"},',
          '"severity":"info","timestamp":"2026-11-20T09:00:05Z",',
          '"message":"a \\\\u003cb\\\\u003e \\\\u0026 \\\\"c\\\\"\\\\u2028","reason":"ReconciliationSucceeded",',
          `"metadata":{"cluster":"prod-eu-1","commit_status":"update","revision":"main@sha1:${commit}"},`,
          '"reportingController":"kustomize-controller","reportingInstance":"kustomize-controller-[0-9a-f]+"}$',
        ].join(''),
      ),
    );
  });

  it('is what Towpath takes from Flux', () => {
    const body = fluxBody({ ...report, message: 'Reconciliation finished in 2s, next run in 1m0s' });
    const bytes = new TextEncoder().encode(body);
    expect(verifyFluxSignature(bytes, fluxHeaders(body, 'secret')['X-Signature'], ['secret'])).toBe(true);
    expect(classifyFluxEvent(parseFluxEvent(bytes))).toMatchObject({
      state: 'healthy',
      revision: commit,
      at: Date.UTC(2026, 10, 20, 9, 0, 5),
    });
  });
});

describe('goDuration', () => {
  it.each([
    [0, '0s'],
    [812, '812ms'],
    [2500, '2.5s'],
    [60_000, '1m0s'],
    [600_021, '10m0.021s'],
    [3_600_000, '1h0m0s'],
  ])('prints %d ms as %s', (milliseconds, text) => {
    expect(goDuration(milliseconds)).toBe(text);
  });
});

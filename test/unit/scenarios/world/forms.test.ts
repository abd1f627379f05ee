import { describe, expect, it } from 'vitest';
import { FORMS, type Form } from '../../../../scenarios/world/forms.ts';
import { type AgentKind, requestOf } from '../../../../scenarios/world/reports.ts';
import type { ReportState } from '../../../../scenarios/world/said.ts';
import { withTimestamp } from '../../../../src/app/receive-snapshot.ts';
import { parseArgoReport } from '../../../../src/domain/health/argo-report.ts';
import { classifyApplication } from '../../../../src/domain/health/classify-application.ts';
import { classifyFluxEvent } from '../../../../src/domain/health/classify-flux-event.ts';
import { clusterKeys, parseKeyRing } from '../../../../src/domain/health/cluster-key.ts';
import { parseFluxEvent } from '../../../../src/domain/health/flux-event.ts';
import { verifyFluxSignature } from '../../../../src/domain/health/signature.ts';
import { readSnapshot } from '../../../../src/domain/health/snapshot/read-snapshot.ts';

const COMMIT = 'c'.repeat(40);
const AT = Date.UTC(2026, 2, 2, 9);
const RING = parseKeyRing(
  JSON.stringify({ current: '1', keys: { 1: Buffer.alloc(32, 'k').toString('base64') } }),
);
const bytes = (text: string) => new TextEncoder().encode(text);

const request = (kind: AgentKind, form: Form | undefined, state: ReportState = 'healthy') =>
  requestOf(
    kind,
    {
      cluster: 'prod-eu-1',
      object: { namespace: 'argocd', name: 'checkout' },
      state,
      message: undefined,
      form,
      commit: COMMIT,
      branch: 'main',
      at: AT,
    },
    RING,
  );

/** What Towpath makes of it, in the words of health. */
function judged(kind: AgentKind, form: Form | undefined, state?: ReportState) {
  const { body } = request(kind, form, state);
  const place = { repository: 'configuration', settleMs: 0 };
  if (form === 'snapshot')
    return readSnapshot(bytes(body), { agent: kind, repository: 'configuration', at: AT, receivedAt: AT })
      .reports[0];
  return kind === 'flux'
    ? classifyFluxEvent(parseFluxEvent(bytes(body)))
    : classifyApplication(parseArgoReport(bytes(body)), place);
}

describe('every form names the commit, and says how it is', () => {
  const forms = Object.entries(FORMS).flatMap(([form, kind]) =>
    (kind === undefined ? (['flux', 'argocd'] as const) : [kind]).map(
      (each) => [each, form as Form] as const,
    ),
  );

  it.each(forms)('%s: %s', (kind, form) => {
    const healthy = form === 'too-early' ? 'progressing' : 'healthy';
    expect(judged(kind, form)).toMatchObject({ state: healthy, revision: COMMIT });
    expect(judged(kind, form, 'failing')).toMatchObject({ state: 'failing', revision: COMMIT });
  });

  it.each(['flux', 'argocd'] as const)('%s signs a snapshot with its time', (kind) => {
    const { headers, body } = request(kind, 'snapshot');
    const signed = withTimestamp(headers['X-Towpath-Timestamp'] ?? '', bytes(body));
    const keys = clusterKeys(RING, 'prod-eu-1', 'snapshot');
    expect(verifyFluxSignature(signed, headers['X-Signature'], keys)).toBe(true);
  });
});

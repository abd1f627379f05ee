import { describe, expect, it } from 'vitest';
import { classifyFluxEvent } from '../../../../src/domain/health/classify-flux-event.ts';
import { type FluxEvent, parseFluxEvent } from '../../../../src/domain/health/flux-event.ts';
import { readFixture } from './fixtures.ts';

const commit = '8d3f0a6c2b9e4715a0c1d2e3f405162738495a6b';
const other = '1111111111111111111111111111111111111111';
const digest = '2'.repeat(64);

function event(name: string, change: Partial<FluxEvent> = {}): FluxEvent {
  return { ...parseFluxEvent(readFixture(name)), ...change };
}

describe('classifyFluxEvent', () => {
  it.each([
    ['reconciliation-succeeded', 'healthy'],
    ['reconciliation-succeeded-prefixed', 'healthy'],
    ['origin-revision', 'healthy'],
    ['health-check-passed', 'healthy'],
    ['health-check-failed', 'failing'],
    ['health-check-stalled', 'failing'],
    ['reconciliation-failed', 'failing'],
    ['refused-by-admission', 'failing'],
    ['build-failed', 'failing'],
    ['artifact-failed', 'failing'],
    ['prune-failed', 'failing'],
    ['applied', 'progressing'],
    ['dependency-not-ready', 'progressing'],
    ['health-check-canceled', 'progressing'],
  ])('takes %s as %s, at the commit it names', (name, state) => {
    expect(classifyFluxEvent(event(name))).toMatchObject({ state, revision: commit });
  });

  it('keeps what a person needs', () => {
    expect(classifyFluxEvent(event('health-check-failed'))).toEqual({
      object: { kind: 'Kustomization', namespace: 'flux-system', name: 'checkout' },
      state: 'failing',
      revision: commit,
      reason: 'HealthCheckFailed',
      message:
        "health check failed after 2m0.004s: timeout waiting for: [Deployment/checkout/checkout status: 'InProgress']",
      at: Date.UTC(2026, 10, 20, 9, 2, 6),
    });
  });

  it.each(['InvalidCELExpression', 'FeatureGateDisabled', 'AccessDenied', 'SomethingNew'])(
    'does not believe the revision of %s: an annotation could have put it there',
    (reason) => {
      const observation = classifyFluxEvent(event('invalid-cel-expression', { reason }));
      expect(observation).toMatchObject({ state: 'failing', reason });
      expect(observation).not.toHaveProperty('revision');
    },
  );

  it('believes an error whatever the reason still says', () => {
    expect(classifyFluxEvent(event('applied', { severity: 'error' }))).toMatchObject({ state: 'failing' });
  });

  it.each(['deletion-pruned', 'deletion-prune-failed'])('ignores %s: the reason is the last one', (name) => {
    expect(classifyFluxEvent(event(name))).toEqual({ ignored: 'the Kustomization is being deleted' });
  });

  it('ignores what is pruned when a failing Kustomization is deleted', () => {
    expect(classifyFluxEvent(event('deletion-of-failing'))).toEqual({
      ignored: 'the reason HealthCheckFailed with severity info says nothing of health',
    });
  });

  it.each([
    ['helm-release', 'HelmRelease'],
    ['git-repository', 'GitRepository'],
  ])('ignores %s', (name, kind) => {
    expect(classifyFluxEvent(event(name))).toEqual({
      ignored: `the object is a ${kind}; only a Kustomization's health is taken`,
    });
  });

  it('ignores a Kustomization of another API, but takes one that names none', () => {
    const { involvedObject } = event('reconciliation-succeeded');
    const { apiVersion: _, ...unnamed } = involvedObject;
    const foreign = { ...involvedObject, apiVersion: 'kustomize.toolkit.fluxcd.io.example.com/v1' };
    expect(classifyFluxEvent(event('applied', { involvedObject: foreign }))).toHaveProperty('ignored');
    expect(classifyFluxEvent(event('applied', { involvedObject: unnamed }))).toHaveProperty('state');
  });

  it.each([
    [
      'the origin of an OCI artifact',
      { revision: `latest@sha256:${digest}`, originRevision: `main@sha1:${commit}` },
      commit,
    ],
    [
      'an origin that is free text',
      { revision: `latest@sha256:${digest}`, originRevision: `6.1.8/${commit}` },
      commit,
    ],
    ['the origin of a source with no commit at all', { revision: '1.4.2', originRevision: commit }, commit],
    ['a SHA-256 repository', { revision: `main@sha256:${digest}` }, digest],
    [
      'a commit, not an origin that only an annotation can have added',
      { revision: `main@sha1:${commit}`, originRevision: `main@sha1:${other}` },
      commit,
    ],
    [
      'the plain key before the prefixed one',
      { revision: `main@sha1:${commit}`, 'kustomize.toolkit.fluxcd.io/revision': `main@sha1:${other}` },
      commit,
    ],
  ])('reads the revision of %s', (_, metadata, revision) => {
    expect(classifyFluxEvent(event('reconciliation-succeeded', { metadata }))).toMatchObject({ revision });
  });

  it.each([
    [
      'an OCI artifact whose origin names no commit',
      { revision: `latest@sha256:${digest}`, originRevision: 'built by hand' },
    ],
    ['a chart version', { revision: '1.4.2' }],
    ['no metadata', undefined],
  ])('names no revision for %s', (_, metadata) => {
    const observation = classifyFluxEvent(event('reconciliation-succeeded', { metadata }));
    expect(observation).toMatchObject({ state: 'healthy' });
    expect(observation).not.toHaveProperty('revision');
  });

  it('keeps what an API server said, without the line break at its end', () => {
    const { message } = classifyFluxEvent(event('refused-by-admission')) as { message: string };
    expect(message).toMatch(/denied request: the image is not signed$/);
  });

  it('shortens a message that nobody could read', () => {
    const long = event('health-check-failed', { message: 'x'.repeat(39_000) });
    expect(classifyFluxEvent(long)).toMatchObject({ message: `${'x'.repeat(997)}...` });
  });
});

import { expect, it } from 'vitest';
import { throughAlert } from '../../../../local/agents/alert.ts';
import type { FluxReport } from '../../../../local/agents/flux-body.ts';

const isSent = (message: string): boolean => {
  const sent: FluxReport[] = [];
  throughAlert((report) => sent.push(report))({ message } as FluxReport);
  return sent.length > 0;
};

it.each([
  'Deployment/shop/checkout configured',
  'Namespace/shop created\nDeployment/shop/checkout created\nService/shop/checkout created',
  'ConfigMap/shop/old deleted',
])('what was changed is left out: %j', (message) => {
  expect(isSent(message)).toBe(false);
});

it.each([
  'Health check passed in 2.5s',
  'Reconciliation finished in 812ms, next run in 10m0s',
  "health check failed after 30s: timeout waiting for: [Deployment/shop/checkout status: 'InProgress']",
  'Deployment/shop/checkout dry-run failed (Invalid): spec.selector is immutable',
  'Deployment/shop/checkout dry-run failed\nService/shop/checkout configured\n',
  'failed early due to stalled resources: [Deployment/shop/checkout created]',
  'kustomize build failed: accumulating resources',
])('whatever says how it went is sent: %j', (message) => {
  expect(isSent(message)).toBe(true);
});

import { IMAGE } from '../../builders/pipeline.ts';
import { anOverlay, overlayPath } from '../../fakes/fleet.ts';

/** A configuration repository as people write it: settings, one pipeline of one stage, and its overlay. */
export const SETTINGS = {
  '.towpath/settings.yaml': `apiVersion: towpath.dev/v1
kind: Settings
spec:
  clusters:
    - name: dev-eu-1
  people:
    - name: alice
`,
};

export const checkout = (tags = '>=1.0.0', name = 'checkout'): string => `apiVersion: towpath.dev/v1
kind: Pipeline
metadata:
  name: ${name}
spec:
  artifacts:
    - name: checkout
      image: ${IMAGE}
      tags: { semver: "${tags}" }
  stages:
    - name: dev
      targets: [{ cluster: dev-eu-1, overlay: apps/checkout/overlays/dev-eu-1 }]
`;

export const CHECKOUT = {
  '.towpath/checkout.yaml': checkout(),
  [overlayPath('dev-eu-1')]: anOverlay(),
};

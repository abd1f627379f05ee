import { parseAllDocuments } from 'yaml';
import { argoManifests } from '../../cli/manifests/argocd.ts';
import { flaggerManifests } from '../../cli/manifests/flagger.ts';
import { fluxManifests } from '../../cli/manifests/flux.ts';
import { snapshotManifests } from '../../cli/manifests/snapshot.ts';

export const PLACE = {
  cluster: 'prod-eu-1',
  url: 'https://towpath.example.com',
  repositoryUrl: 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/fleet',
  branch: 'release: 1',
  targets: [
    { overlay: 'apps/checkout/overlays/prod-eu-1', namespace: 'flux-system', name: 'checkout' },
    { overlay: 'apps/#1: odd', namespace: 'shop', name: 'cart' },
  ],
  canaries: [],
};
export const PLACE_WITH_CANARY = {
  ...PLACE,
  canaries: [{ pipeline: 'checkout', stage: 'prod', namespace: 'shop', name: 'checkout' }],
};

const woken = { ...PLACE, wakeUrl: 'https://agents.prod-eu-1.example.com' };
const elsewhere = { ...PLACE, repositoryUrl: 'https://github.com/shop/Fleet.git' };
const rendered = {
  overlay: 'apps/search',
  namespace: 'argocd',
  name: 'search',
  files: ['apps/search/a.yaml'],
};
const queue = { region: 'eu-west-1', account: '111122223333', name: 'towpath-reports' };
const often = { schedule: '*/5 * * * *', image: 'registry.example.com/tools:1' };

/** Every kind of what `towpath agent` prints. */
export const PRINTED: Readonly<Record<string, string>> = {
  flux: fluxManifests(PLACE),
  'flux, woken': fluxManifests(woken),
  'flux, from elsewhere': fluxManifests(elsewhere),
  argocd: argoManifests(PLACE),
  'argocd, woken': argoManifests(woken),
  'argocd, by queue': argoManifests(PLACE, queue),
  'argocd, of an Application of its own': argoManifests({ ...PLACE, targets: [...PLACE.targets, rendered] }),
  'snapshot of flux': snapshotManifests(PLACE, { ...often, agent: 'flux' }),
  'snapshot of argocd': snapshotManifests(PLACE, { ...often, agent: 'argocd' }),
  'snapshot with canaries': snapshotManifests(PLACE_WITH_CANARY, { ...often, agent: 'flux' }),
  // A part of a Canary, to be merged into one: no API server takes it as it is.
  flagger: flaggerManifests(PLACE_WITH_CANARY),
};

/** Kind, what is wrong, and the value that makes it so; undefined where it is left out. */
const DEFECTS: readonly [kind: string, what: string, path: readonly (string | number)[], value: unknown][] = [
  ['Provider', 'of a type that there is not', ['spec', 'type'], 'generic-hmacs'],
  ['Provider', 'with a misspelt key', ['spec', 'secretref'], { name: 'towpath' }],
  ['Alert', 'of a kind that says nothing', ['spec', 'eventSources', 0, 'kind'], 'Deployment'],
  ['GitRepository', 'looked at every "1 minute"', ['spec', 'interval'], '1 minute'],
  ['GitRepository', 'without a scheme', ['spec', 'url'], 'git.example.com/fleet'],
  ['Kustomization', 'that waits "true"', ['spec', 'wait'], 'true'],
  ['Kustomization', 'that does not say whether it prunes', ['spec', 'prune'], undefined],
  ['Receiver', 'of a kind that cannot be woken', ['spec', 'resources', 0, 'kind'], 'Deployment'],
  ['Application', 'with retries as text', ['spec', 'syncPolicy', 'retry', 'limit'], 'five'],
  ['Application', 'without a destination', ['spec', 'destination'], undefined],
  ['ConfigMap', 'with a map in it', ['data', 'trigger.towpath'], { when: 'always' }],
  ['Namespace', 'with a misspelt key', ['specs'], {}],
  ['ServiceAccount', 'with a misspelt key', ['secret'], []],
  ['ClusterRole', 'with a verb that is no list', ['rules', 0, 'verbs'], 'get'],
  ['ClusterRoleBinding', 'of no role', ['roleRef'], undefined],
  ['CronJob', 'without a schedule', ['spec', 'schedule'], undefined],
];

export interface Defective {
  readonly defect: string;
  readonly kind: string;
  readonly manifest: unknown;
}

/** What is printed with one thing wrong in it: whatever tells right from wrong refuses each. */
export const defective = (): Defective[] =>
  DEFECTS.map(([kind, what, path, value]) => {
    const manifest = Object.values(PRINTED)
      .flatMap((text) => parseAllDocuments(text))
      .find((document) => document.get('kind') === kind);
    if (manifest === undefined) throw new Error(`No ${kind} is printed.`);
    if (value === undefined) manifest.deleteIn(path);
    else manifest.setIn(path, manifest.createNode(value));
    return { defect: `${kind}, ${what}`, kind, manifest: manifest.toJS() };
  });

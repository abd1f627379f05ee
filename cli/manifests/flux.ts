import { addressOf, type ClusterPlace, documents, scalar, sourceName } from './target.ts';

/** For Flux 2.9 and later: before that, GitRepository knows no `provider: aws`. */
export function fluxManifests(place: ClusterPlace): string {
  return documents([
    reporting(place),
    alert(place),
    source(place),
    ...(place.wakeUrl === undefined ? [] : [receiver(place, place.wakeUrl)]),
    ...place.targets.map((target) => kustomization(place, target)),
  ]);
}

const reporting = (place: ClusterPlace): string => `
# Sends every health report of this cluster to Towpath, signed with the cluster's own key.
# The key is in no file. This makes the Secret "towpath", whose "token" it is:
#   aws secretsmanager get-secret-value --secret-id towpath/agent-keys --query SecretString --output text |
#     towpath agent key --cluster ${place.cluster} --for flux |
#     kubectl -n flux-system create secret generic towpath --from-file=token=/dev/stdin
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Provider
metadata:
  name: towpath
  namespace: flux-system
spec:
  type: generic-hmac
  address: ${addressOf(place, 'flux')}
  # Covers all of Flux's attempts; the default of 15 s leaves room for four.
  timeout: 55s
  secretRef:
    name: towpath
`;

const alert = ({ cluster }: ClusterPlace): string => `
apiVersion: notification.toolkit.fluxcd.io/v1beta3
kind: Alert
metadata:
  name: towpath
  namespace: flux-system
spec:
  providerRef:
    name: towpath
  # Successes are "info"; "error" would send failures only.
  eventSeverity: info
  eventSources:
    - kind: Kustomization
      name: "*"
  # What was changed says nothing of health. A failure begins with other words.
  exclusionList:
    - ${scalar(CHANGE_SET)}
  # For people who read events. Towpath knows the cluster by address and key.
  eventMetadata:
    cluster: ${cluster}
`;

/**
 * The message of kustomize-controller that lists what a commit changed: `Deployment/apps/checkout configured`, a line each.
 * Successes must not be left out by their words: which of them a Flux sends depends on its version.
 */
const CHANGE_SET = '^[A-Za-z0-9.]+/\\S+ (created|configured|deleted)(\\n|$)';

const source = (place: ClusterPlace): string => `
# The configuration repository, as the cluster pulls it.${
  isCodeCommit(place) ? ' Needs codecommit:GitPull through IRSA or Pod Identity (Flux 2.9 or later).' : ''
}
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: ${sourceName(place)}
  namespace: flux-system
spec:
  interval: 1m
  url: ${place.repositoryUrl}
${isCodeCommit(place) ? '  provider: aws\n' : ''}  ref:
    branch: ${scalar(place.branch)}
`;

const receiver = (place: ClusterPlace, wakeUrl: string): string => `
# Lets Towpath say that there is something new: the repository is then fetched at once. Its service, webhook-receiver, must
# be reachable as ${wakeUrl}, with the paths below /hook/ as they are.
# The token is in no file. This makes the Secret "towpath-receiver":
#   aws secretsmanager get-secret-value --secret-id towpath/agent-keys --query SecretString --output text |
#     towpath agent key --cluster ${place.cluster} --for wake |
#     kubectl -n flux-system create secret generic towpath-receiver --from-file=token=/dev/stdin
apiVersion: notification.toolkit.fluxcd.io/v1
kind: Receiver
metadata:
  # The path is made of name, namespace and token: Towpath knows it by these.
  name: towpath
  namespace: flux-system
spec:
  type: generic-hmac
  secretRef:
    name: towpath-receiver
  resources:
    - kind: GitRepository
      name: ${sourceName(place)}
`;

const isCodeCommit = ({ repositoryUrl }: ClusterPlace): boolean =>
  /^https:\/\/git-codecommit\./.test(repositoryUrl);

const kustomization = (
  place: ClusterPlace,
  { namespace, name, overlay }: ClusterPlace['targets'][number],
): string => `
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  sourceRef:
    kind: GitRepository
    name: ${sourceName(place)}
${namespace === 'flux-system' ? '' : '    namespace: flux-system\n'}  path: ${scalar(`./${overlay}`)}
  # A success is reported at each interval, so this is also how soon a lost report is made up for.
  interval: 10m
  retryInterval: 1m
  timeout: 3m
  prune: true
  # Without it "succeeded" only means "applied", and Towpath would take an image that never starts for healthy.
  wait: true
`;

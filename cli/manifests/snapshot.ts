import { addressOf, type ClusterPlace, documents } from './target.ts';

export interface SnapshotChoices {
  readonly agent: 'flux' | 'argocd';
  /** Of cron. */
  readonly schedule: string;
  /** With sh, date, gzip, kubectl, openssl and curl. */
  readonly image: string;
}

/** Not every Flux comes with helm-controller. */
const HELM_RELEASES = { group: 'helm.toolkit.fluxcd.io', resource: 'helmreleases' } as const;

/** What is read in a cluster: objects of the agent, and no Secret. */
const RESOURCES = {
  flux: [{ group: 'kustomize.toolkit.fluxcd.io', resource: 'kustomizations' }, HELM_RELEASES],
  argocd: [{ group: 'argoproj.io', resource: 'applications' }],
} as const;

/** Only where there are any: kubectl fails for a kind that the cluster does not know. */
const CANARIES = { group: 'flagger.app', resource: 'canaries' } as const;

const resourcesOf = ({ canaries }: ClusterPlace, agent: SnapshotChoices['agent']) => [
  ...RESOURCES[agent],
  ...(canaries.length > 0 ? [CANARIES] : []),
];

/** A CronJob that sends the objects as they are, so that no report is needed to arrive, whatever the agent's version. */
export function snapshotManifests(place: ClusterPlace, choices: SnapshotChoices): string {
  return documents([namespace(place), account, role(place, choices), binding, cronJob(place, choices)]);
}

const namespace = ({ cluster }: ClusterPlace): string => `
# Sends Towpath the state of this cluster's agent every few minutes, signed with the cluster's own key.
# The key is in no file. This makes the Secret "towpath", whose "token" it is:
#   aws secretsmanager get-secret-value --secret-id towpath/agent-keys --query SecretString --output text |
#     towpath agent key --cluster ${cluster} --for snapshot |
#     kubectl -n towpath create secret generic towpath --from-file=token=/dev/stdin
apiVersion: v1
kind: Namespace
metadata:
  name: towpath
`;

const account = `
apiVersion: v1
kind: ServiceAccount
metadata:
  name: towpath-snapshot
  namespace: towpath
`;

const role = (place: ClusterPlace, { agent }: SnapshotChoices): string => `
# Reads what it sends, and nothing else.
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: towpath-snapshot
rules:
${resourcesOf(place, agent)
  .map(
    ({ group, resource }) => `  - apiGroups: [${group}]
    resources: [${resource}]
    verbs: [get, list]`,
  )
  .join('\n')}${
  agent === 'flux'
    ? `
  - apiGroups: [apiextensions.k8s.io]
    resources: [customresourcedefinitions]
    resourceNames: [${kindOf(HELM_RELEASES)}]
    verbs: [get]`
    : ''
}
`;

const binding = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: towpath-snapshot
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: towpath-snapshot
subjects:
  - kind: ServiceAccount
    name: towpath-snapshot
    namespace: towpath
`;

const cronJob = (place: ClusterPlace, { agent, schedule, image }: SnapshotChoices): string => `
apiVersion: batch/v1
kind: CronJob
metadata:
  name: towpath-snapshot
  namespace: towpath
spec:
  schedule: "${schedule}"
  concurrencyPolicy: Forbid
  # A snapshot that could not be taken in time is worth nothing: the next one says it all.
  startingDeadlineSeconds: 60
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 1
  jobTemplate:
    spec:
      backoffLimit: 0
      activeDeadlineSeconds: 120
      template:
        spec:
          serviceAccountName: towpath-snapshot
          restartPolicy: Never
          securityContext:
            runAsNonRoot: true
            runAsUser: 65532
            seccompProfile:
              type: RuntimeDefault
          containers:
            - name: snapshot
              # Any image will do that has sh, gzip, kubectl, openssl and curl.
              image: ${image}
              command: [/bin/sh, -euc]
              args:
                - |
${snapshotScript(place, agent)
  .split('\n')
  .map((line) => `                  ${line}`)
  .join('\n')}
              securityContext:
                allowPrivilegeEscalation: false
                readOnlyRootFilesystem: true
                capabilities:
                  drop: [ALL]
              resources:
                requests:
                  cpu: 50m
                  memory: 64Mi
                limits:
                  memory: 256Mi
              volumeMounts:
                - name: work
                  mountPath: /work
                - name: key
                  mountPath: /key
                  readOnly: true
          volumes:
            - name: work
              emptyDir: {}
            - name: key
              secret:
                secretName: towpath
`;

/** The time is signed with the objects, which have none of their own: an old snapshot is not taken again. */
export function snapshotScript(place: ClusterPlace, agent: SnapshotChoices['agent']): string {
  return `cd /work
at=$(date +%s)
${kindsScript(place, agent)}
kubectl get "$kinds" -A -o json > snapshot
gzip -nf snapshot
signature=$( { printf '%s\\n' "$at"; cat snapshot.gz; } | openssl dgst -sha256 -hmac "$(cat /key/token)" -r | cut -d ' ' -f 1)
curl --fail-with-body --silent --show-error --max-time 60 \\
  --header 'Content-Type: application/octet-stream' --header 'Content-Encoding: gzip' \\
  --header "X-Towpath-Timestamp: $at" --header "X-Signature: sha256=$signature" \\
  --data-binary @snapshot.gz ${addressOf(place, 'snapshot')}`;
}

/** kubectl lists nothing at all if the API server does not know one of the kinds. */
function kindsScript(place: ClusterPlace, agent: SnapshotChoices['agent']): string {
  const known = resourcesOf(place, agent).filter((resource) => resource !== HELM_RELEASES);
  const kinds = `kinds=${known.map(kindOf).join(',')}`;
  if (agent === 'argocd') return kinds;
  const helm = kindOf(HELM_RELEASES);
  return `helm=$(kubectl get customresourcedefinitions ${helm} --ignore-not-found -o name)
${kinds}\${helm:+,${helm}}`;
}

function kindOf({ group, resource }: { group: string; resource: string }): string {
  return `${resource}.${group}`;
}

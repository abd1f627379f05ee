import { argoTemplate, argoTrigger } from './argocd-notifications.ts';
import { type AgentTarget, addressOf, type ClusterPlace, documents, scalar } from './target.ts';

/** Reports through a queue instead of a webhook: authenticated by IAM, and durable. */
export interface ReportQueue {
  readonly region: string;
  readonly name: string;
  readonly account: string;
}

export const argoManifests = (place: ClusterPlace, queue?: ReportQueue): string =>
  documents([
    notifications(place, queue),
    ...place.targets.filter(isOverlay).map((target) => application(place, target)),
  ]);

/** Where other files are written, a chart may be what renders them; an Application for the folder would replace it. */
const isOverlay = ({ files }: AgentTarget): boolean => files === undefined;

const notPrinted = ({ targets }: ClusterPlace): string =>
  targets
    .filter((target) => !isOverlay(target))
    .map(
      ({
        namespace,
        name,
        files = [],
      }) => `# Not here: the Application ${namespace}/${name}, since only you know what renders ${files.join(' and ')}.
# It needs the annotation notifications.argoproj.io/subscribe.towpath.towpath: "", and this repository among its sources.
`,
    )
    .join('');

const notifications = (place: ClusterPlace, queue: ReportQueue | undefined): string => `
${notPrinted(place)}# Tells Towpath of every Application that subscribes. If the ConfigMap is there already, add these keys to it:
#   kubectl apply --server-side -f <this file>
${queue === undefined ? tokenNote(place) : senderNote(place)}
${place.wakeUrl === undefined ? '' : `${wakeNote(place, place.wakeUrl)}\n`}apiVersion: v1
kind: ConfigMap
metadata:
  name: argocd-notifications-cm
  namespace: argocd
data:
${queue === undefined ? webhook(place) : sqs(queue)}
${argoTrigger}
${argoTemplate}
`;

const tokenNote = ({
  cluster,
}: ClusterPlace): string => `# The token is in no file. This puts it into Argo CD's Secret:
#   aws secretsmanager get-secret-value --secret-id towpath/agent-keys --query SecretString --output text |
#     towpath agent key --cluster ${cluster} --for argocd |
#     kubectl -n argocd create secret generic argocd-notifications-secret --from-file=towpath-token=/dev/stdin \\
#       --dry-run=client -o yaml |
#     kubectl apply --server-side --field-manager=towpath -f -`;

const senderNote = ({
  cluster,
}: ClusterPlace): string => `# The controller's own role (IRSA or Pod Identity) needs sqs:SendMessage and sqs:GetQueueUrl on the queue, and its unique id
# (aws iam get-role --role-name <name> --query Role.RoleId) must stand in "senders" of ${cluster} in .towpath/settings.yaml.`;

const wakeNote = ({ cluster }: ClusterPlace, wakeUrl: string): string => `#
# Towpath says that there is something new at ${wakeUrl}/api/webhook, as Gogs would: Argo CD knows no pushes of CodeCommit.
# This gives Argo CD the secret by which it knows them; a secret for GitHub or GitLab stays as it is:
#   aws secretsmanager get-secret-value --secret-id towpath/agent-keys --query SecretString --output text |
#     towpath agent key --cluster ${cluster} --for wake |
#     kubectl -n argocd create secret generic argocd-secret --from-file=webhook.gogs.secret=/dev/stdin \\
#       --dry-run=client -o yaml |
#     kubectl apply --server-side --field-manager=towpath -f -`;

const webhook = (place: ClusterPlace): string => `  service.webhook.towpath: |
    url: ${addressOf(place, 'argocd')}
    headers:
      - name: Content-Type
        value: application/json
      - name: Authorization
        value: Bearer $towpath-token
    # 0 would mean 3. The waits are nanoseconds: "1s" is not read, and switches the service off.
    retryMax: 6
    retryWaitMin: 1000000000
    retryWaitMax: 30000000000`;

const sqs = ({ region, name, account }: ReportQueue): string => `  service.awssqs.towpath: |
    region: ${region}
    queue: ${name}
    account: "${account}"`;

const application = (
  { repositoryUrl, branch }: ClusterPlace,
  { namespace, name, overlay }: ClusterPlace['targets'][number],
): string => `
apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: ${namespace}
  annotations:
    notifications.argoproj.io/subscribe.towpath.towpath: ""
spec:
  project: default
  source:
    repoURL: ${repositoryUrl}
    path: ${scalar(overlay)}
    targetRevision: ${scalar(branch)}
  destination:
    # The cluster that Argo CD runs in; its namespace is that of the overlay.
    server: https://kubernetes.default.svc
    namespace: default
  syncPolicy:
    automated:
      prune: true
      selfHeal: true
    retry:
      limit: 5
`;

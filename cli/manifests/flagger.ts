import { addressOf, type CanaryPlace, type ClusterPlace, documents } from './target.ts';

/** The token comes from a Secret when Flux builds the manifests, so that it is in no file. */
const TOKEN = `\${towpath_flagger_token}`;

/** In the order of a rollout. Flagger asks those with a question at each interval of the analysis. */
const WEBHOOKS = [
  {
    type: 'confirm-rollout',
    why: 'Begins no canary while the stage, the pipeline or the cluster is stopped or held.',
  },
  { type: 'confirm-traffic-increase', why: 'Gives the canary no more traffic meanwhile.' },
  { type: 'confirm-promotion', why: 'Makes it no primary meanwhile.' },
  {
    type: 'rollback',
    why: 'Goes back when the promotion has failed or is rolled back, or its release is marked as bad.',
  },
  { type: 'post-rollout', why: 'How it ended.', retries: 3 },
  { type: 'event', why: 'What happens meanwhile, and again how it ended.', retries: 3 },
] as const;

/** What every Canary of a cluster that is part of a target's health is to have besides its own webhooks. */
export const flaggerManifests = (place: ClusterPlace): string =>
  documents(
    place.canaries.map(
      (canary, index) => `${index === 0 ? tokenNote(place) : ''}
# To be merged into the Canary: lists of webhooks are joined by nobody but you.
apiVersion: flagger.app/v1beta1
kind: Canary
metadata:
  name: ${canary.name}
  namespace: ${canary.namespace}
spec:
  analysis:
    webhooks:
${WEBHOOKS.map((webhook) => webhookOf(place, canary, webhook)).join('\n')}
`,
    ),
  );

const tokenNote = ({ cluster }: ClusterPlace): string => `
# Flagger has no Secrets for webhooks, so Flux puts the token in: give the Kustomization that applies the Canary
#   postBuild: { substituteFrom: [{ kind: Secret, name: towpath-flagger }] }
# and, beside it, this Secret. Whoever may read the Canary in the cluster can read the token.
#   aws secretsmanager get-secret-value --secret-id towpath/agent-keys --query SecretString --output text |
#     towpath agent key --cluster ${cluster} --for flagger |
#     kubectl -n flux-system create secret generic towpath-flagger --from-file=towpath_flagger_token=/dev/stdin
# With Argo CD the same is done by whatever brings secrets into your manifests.`;

const webhookOf = (
  place: ClusterPlace,
  { pipeline, stage }: CanaryPlace,
  { type, why, ...webhook }: (typeof WEBHOOKS)[number],
): string => `      # ${why}
      - name: towpath-${type}
        type: ${type}
        url: ${addressOf(place, 'flagger')}/${type}
        timeout: 10s
${'retries' in webhook ? `        retries: ${webhook.retries}\n` : ''}        metadata:
          towpath: "${TOKEN}"
          pipeline: ${JSON.stringify(pipeline)}
          stage: ${JSON.stringify(stage)}`;

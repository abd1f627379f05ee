/** Health counts only when it was computed after the operation: it may be that of the rollout before (argo-cd#9070). */
const DEPLOYED = [
  "(app.status?.operationState == nil or app.status.operationState.phase == 'Succeeded')",
  "app.status?.sync?.status == 'Synced'",
  "app.status?.health?.status == 'Healthy'",
  '(app.status?.operationState?.finishedAt == nil or time.Now().Sub(time.Parse(app.status.operationState.finishedAt)).Seconds() > 60)',
].join(' and ');

const FAILED = [
  "app.status?.operationState?.phase in ['Error', 'Failed']",
  "app.status?.health?.status == 'Degraded'",
  "app.status?.sync?.status == 'Unknown'",
].join(' or ');

const when = (condition: string, oncePer?: string): string => `    - when: ${condition}
${oncePer === undefined ? '' : `      oncePer: ${oncePer}\n`}      send: [towpath]`;

/** Becomes true anew every twenty minutes, ten minutes after its twin. */
const [EVEN, ODD] = ['time.Now().Minute() % 20 < 10', 'time.Now().Minute() % 20 >= 10'];

/**
 * Argo CD sends once when a condition becomes true, and a message with \`oncePer\` that it cannot deliver is lost. So what
 * lasts is said by two conditions in turn, each true for ten minutes: whatever is lost is said again.
 */
export const argoTrigger = `  # What is new is sent at once, what lasts every ten minutes: a report that was lost is made up for.
  trigger.towpath: |
${[
  when(
    DEPLOYED,
    '"[app.status?.sync?.revision, app.status?.sync?.revisions, app.status?.operationState?.finishedAt]"',
  ),
  when(`${DEPLOYED} and ${EVEN}`),
  when(`${DEPLOYED} and ${ODD}`),
  when(`(${FAILED}) and ${EVEN}`),
  when(`(${FAILED}) and ${ODD}`),
  when("app.status?.operationState?.phase == 'Running'", 'app.status?.operationState?.startedAt'),
].join('\n')}`;

/** \`dig\` because whatever is absent would be rendered as \`<no value>\`. */
const dig = (...path: string[]): string =>
  `{{ dig ${path.map((key) => JSON.stringify(key)).join(' ')} "" .app | toJson }}`;
const digList = (...path: string[]): string =>
  `{{ dig ${path.map((key) => JSON.stringify(key)).join(' ')} list .app | toJson }}`;
const hydrator = (operation: string): string =>
  `{"drySHA":${dig('status', 'sourceHydrator', operation, 'drySHA')},"hydratedSHA":${dig('status', 'sourceHydrator', operation, 'hydratedSHA')}}`;

const BODY = [
  '{"schema":"towpath.health/argocd.v1","sentAt":{{ now | toJson }},',
  ' "app":{"namespace":{{ toJson .app.metadata.namespace }},"name":{{ toJson .app.metadata.name }}},',
  ' "sources":[{{ range $index, $source := (dig "spec" "sources" list .app) }}{{ if $index }},{{ end }}{{ dig "repoURL" "" $source | toJson }}{{ end }}],',
  ` "sync":{"status":${dig('status', 'sync', 'status')},"revision":${dig('status', 'sync', 'revision')},"revisions":${digList('status', 'sync', 'revisions')}},`,
  ` "health":{"status":${dig('status', 'health', 'status')},"message":${dig('status', 'health', 'message')}},`,
  ` "operation":{"phase":${dig('status', 'operationState', 'phase')},"message":${dig('status', 'operationState', 'message')},"finishedAt":${dig('status', 'operationState', 'finishedAt')},`,
  `  "syncRevision":${dig('status', 'operationState', 'syncResult', 'revision')},"syncRevisions":${digList('status', 'operationState', 'syncResult', 'revisions')}},`,
  ` "reconciledAt":${dig('status', 'reconciledAt')},`,
  ` "conditions":${digList('status', 'conditions')},`,
  ` "sourceHydrator":{{ if hasKey .app.spec "sourceHydrator" }}{"currentOperation":${hydrator('currentOperation')},"lastSuccessfulOperation":${hydrator('lastSuccessfulOperation')}}{{ else }}null{{ end }}}`,
];

export const argoTemplate = `  template.towpath: |
    message: &body |
${BODY.map((line) => `      ${line}`).join('\n')}
    webhook:
      towpath:
        method: POST
        body: *body`;

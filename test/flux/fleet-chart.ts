/** What makes a value of the chart below fail its installation, and every upgrade to it. */
export const REFUSAL = 'the second edition has no licence';

export const overlayOf = (application: string, stage: string): string =>
  `apps/${application}/overlays/${stage}`;

/** Of an artifact in a pipeline file. */
export const UPDATE_OF_CHART = `      update:
        file: "{overlay}/release.yaml"
        helmRelease: { tag: values.image.tag, digest: values.image.digest }
`;

/**
 * A chart in the repository, and for each stage a HelmRelease of it in the namespace of the overlay; the overlay's
 * Kustomization applies it, and waits for it. The chart's Deployment is ready once something reports its pods ready.
 */
export function chartFiles(of: {
  readonly name: string;
  readonly stages: readonly string[];
  readonly registry: string;
}): [path: string, text: string][] {
  const { name, stages, registry } = of;
  return [
    [`charts/${name}/Chart.yaml`, `apiVersion: v2\nname: ${name}\nversion: 0.1.0\n`],
    [`charts/${name}/templates/deployment.yaml`, TEMPLATE],
    ...stages.flatMap((stage): [string, string][] => [
      [`${overlayOf(name, stage)}/kustomization.yaml`, overlay(`${name}-${stage}`)],
      [`${overlayOf(name, stage)}/release.yaml`, release(name, registry)],
    ]),
  ];
}

const TEMPLATE = `{{- if hasPrefix "2." .Values.image.tag }}
{{- fail "${REFUSAL}" }}
{{- end }}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  selector:
    matchLabels: { app: {{ .Release.Name }} }
  template:
    metadata:
      labels: { app: {{ .Release.Name }} }
    spec:
      containers:
        - name: app
          image: {{ .Values.image.repository }}:{{ .Values.image.tag }}{{ with .Values.image.digest }}@{{ . }}{{ end }}
`;

const overlay = (namespace: string): string => `
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${namespace}
resources:
  - namespace.yaml
  - release.yaml
`;

/** `fleet` is what `towpath agent flux` calls the repository. */
const release = (name: string, registry: string): string => `
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
spec:
  releaseName: ${name}
  interval: 10m
  timeout: 1m
  chart:
    spec:
      chart: ./charts/${name}
      sourceRef: { kind: GitRepository, name: fleet, namespace: flux-system }
  values:
    image:
      repository: ${registry}/${name}
      tag: 1.0.0
      digest: ""
`;

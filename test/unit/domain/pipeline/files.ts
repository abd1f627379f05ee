import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatProblems } from '../../../../src/domain/pipeline/problem.ts';
import type { Pipeline } from '../../../../src/domain/pipeline/types.ts';
import { type ConfigurationFile, validateConfiguration } from '../../../../src/domain/pipeline/validate.ts';

const FIXTURES = new URL('../../../fixtures/pipelines/', import.meta.url);
const ROOT = new URL('../../../../', import.meta.url);

export const fixture = (name: string): string => readFileSync(new URL(name, FIXTURES), 'utf8');
export const projectFile = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');
export const projectPath = (path: string): string => fileURLToPath(new URL(path, ROOT));

export const SETTINGS: ConfigurationFile = { path: '.towpath/settings.yaml', text: fixture('settings.yaml') };

/** The smallest pipeline, with `stage` (indented by six) as the rest of its only stage. */
export function smallPipeline({
  name = 'checkout',
  tags = 'semver: ">=1.0.0"',
  stage = 'targets: [{ cluster: dev-eu-1, overlay: apps/checkout/overlays/dev }]',
} = {}): string {
  return `apiVersion: towpath.dev/v1
kind: Pipeline
metadata:
  name: ${name}
spec:
  artifacts:
    - name: ${name}
      image: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/${name}
      tags: { ${tags} }
  stages:
    - name: dev
      ${stage}
`;
}

export const inTowpath = (name: string, text: string): ConfigurationFile => ({
  path: `.towpath/${name}`,
  text,
});

/** The smallest pipeline, as a file. */
export const good = inTowpath('checkout.yaml', smallPipeline());

/** The smallest pipeline with other lines in its stage. */
export const stage = (...lines: string[]) => smallPipeline({ stage: lines.join('\n      ') });

export const target = (cluster: string, overlay: string) => `{ cluster: ${cluster}, overlay: ${overlay} }`;

export const catalog = (targets: string) =>
  inTowpath('catalog.yaml', smallPipeline({ name: 'catalog', stage: `targets: [${targets}]` }));

export const everything = () => true;

export function problemsOf(...files: ConfigurationFile[]): string[] {
  return validateConfiguration([...files, SETTINGS], everything).problems.map(
    ({ file, line, message }) => `${file}:${line} ${message}`,
  );
}

/** The pipeline that the file defines; whatever it needs of others exists. */
export function parsed(text: string, settings = SETTINGS): Pipeline {
  const { pipelines, problems } = validateConfiguration(
    [inTowpath('checkout.yaml', text), settings],
    everything,
  );
  const [found] = pipelines;
  if (found === undefined) throw new Error(formatProblems(problems));
  return found.pipeline;
}

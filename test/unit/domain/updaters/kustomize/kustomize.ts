import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'shop' } };

/** The command of this machine that renders a folder, if it has one. */
const COMMAND = [
  ['kustomize', 'build'],
  ['kubectl', 'kustomize'],
].find(([program = '', verb = '']) => spawnSync(program, [verb, '--help']).status === 0);

export const RENDERER = COMMAND?.join(' ') ?? 'a model of kustomize';

/** The image that a kustomization with the resource `pod.yaml` makes of a pod's image. */
export function renderImage(kustomization: string, image: string): string {
  if (COMMAND === undefined) return renderByModel(kustomization, image);
  const [program = '', verb = ''] = COMMAND;
  const folder = mkdtempSync(join(tmpdir(), 'towpath-overlay-'));
  try {
    writeFileSync(join(folder, 'kustomization.yaml'), kustomization);
    const pod = { ...POD, spec: { containers: [{ name: 'main', image }] } };
    writeFileSync(join(folder, 'pod.yaml'), JSON.stringify(pod));
    const { stdout, stderr } = spawnSync(program, [verb, folder], { encoding: 'utf8' });
    return parse(stdout)?.spec.containers[0].image ?? stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What `kustomize` 5 makes of an image with a tag by an entry with tag and digest. */
function renderByModel(kustomization: string, image: string): string {
  const [name] = image.split(':');
  const { images } = parseAllDocuments(kustomization)[0]?.toJS() ?? {};
  const entry = images.find((candidate: { name: string }) => candidate.name === name);
  if (typeof entry.newTag !== 'string') return 'json: cannot unmarshal newTag';
  return `${entry.newName ?? name}:${entry.newTag}@${entry.digest}`;
}

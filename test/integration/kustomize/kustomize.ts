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
  const pod = { ...POD, spec: { containers: [{ name: 'main', image }] } };
  const rendered = renderFiles({ 'kustomization.yaml': kustomization, 'pod.yaml': JSON.stringify(pod) });
  return parse(rendered)?.spec?.containers[0].image ?? rendered;
}

/** What kustomize makes of a folder, or says against it; without kustomize, the files that are no kustomization. */
export function renderFiles(files: Readonly<Record<string, string>>): string {
  const { 'kustomization.yaml': _, ...others } = files;
  if (COMMAND === undefined) return Object.values(others).join('\n---\n');
  const folder = mkdtempSync(join(tmpdir(), 'towpath-overlay-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return renderFolder(folder)?.text ?? '';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What kustomize makes of a folder that is there, or says against it; undefined without kustomize. */
export function renderFolder(
  folder: string,
): { readonly text: string; readonly isFine: boolean } | undefined {
  if (COMMAND === undefined) return undefined;
  const { stdout, stderr, status } = spawnSync(COMMAND[0] ?? '', [COMMAND[1] ?? '', folder], {
    encoding: 'utf8',
  });
  return { text: status === 0 ? stdout : stderr, isFine: status === 0 };
}

/** What `kustomize` 5 makes of an image with a tag by an entry with tag and digest. */
function renderByModel(kustomization: string, image: string): string {
  const [name] = image.split(':');
  const { images } = parseAllDocuments(kustomization)[0]?.toJS() ?? {};
  const entry = images.find((candidate: { name: string }) => candidate.name === name);
  if (typeof entry.newTag !== 'string') return 'json: cannot unmarshal newTag';
  return `${entry.newName ?? name}:${entry.newTag}@${entry.digest}`;
}

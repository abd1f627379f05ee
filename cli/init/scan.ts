import { readdir, readFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { parseAllDocuments } from 'yaml';

export interface FoundImage {
  /** The address in ECR. */
  readonly image: string;
  /** As it stands in the overlay. */
  readonly name: string;
  readonly tag: string;
}

export interface FoundOverlay {
  readonly path: string;
  readonly images: readonly FoundImage[];
}

/** An object of a pull agent that applies a folder. */
export interface FoundAgent {
  readonly kind: 'flux' | 'argocd';
  readonly name: string;
  readonly namespace: string;
  /** What it applies. */
  readonly path: string;
  /** The file that it stands in. */
  readonly file: string;
}

export interface Found {
  readonly overlays: readonly FoundOverlay[];
  readonly agents: readonly FoundAgent[];
}

const SKIPPED = new Set(['node_modules', '.git', '.towpath', '.github']);
const KUSTOMIZATION = /^(kustomization\.ya?ml|Kustomization)$/;
const YAML = /\.ya?ml$/;
const ECR = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/(.+)$/;

/** Looks at every YAML file under `root`; what cannot be read as YAML is passed over: it may be a template. */
export async function scanRepository(root: string): Promise<Found> {
  const overlays: FoundOverlay[] = [];
  const agents: FoundAgent[] = [];
  for (const file of await yamlFiles(root)) {
    const documents = parse(await readFile(join(root, file), 'utf8'));
    if (KUSTOMIZATION.test(posix.basename(file))) {
      const images = documents.flatMap(({ images }) => listed(images).flatMap(ecrImage));
      if (images.length > 0) overlays.push({ path: posix.dirname(file), images });
    }
    agents.push(...documents.flatMap((document) => agentIn(document, file)));
  }
  return { overlays: overlays.sort((a, b) => (a.path < b.path ? -1 : 1)), agents };
}

type Fields = Readonly<Record<string, unknown>>;

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function parse(source: string): Fields[] {
  try {
    return parseAllDocuments(source).map((document) => fields(document.toJS()));
  } catch {
    return [];
  }
}

async function yamlFiles(root: string, folder = ''): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : yamlFiles(root, path);
    return entry.isFile() && (YAML.test(entry.name) || KUSTOMIZATION.test(entry.name)) ? [path] : [];
  });
  return (await Promise.all(found)).flat().sort();
}

function ecrImage(entry: unknown): FoundImage[] {
  const { name, newName, newTag } = fields(entry);
  const image = text(newName) || text(name);
  return ECR.test(image)
    ? [{ image, name: text(name), tag: typeof newTag === 'number' ? `${newTag}` : text(newTag) }]
    : [];
}

/** A Kustomization of Flux, or an Application of Argo CD. */
function agentIn(document: Fields, file: string): FoundAgent[] {
  const [api, { name, namespace }, spec] = [
    text(document.apiVersion),
    fields(document.metadata),
    fields(document.spec),
  ];
  const about = { name: text(name), file };
  if (document.kind === 'Kustomization' && api.startsWith('kustomize.toolkit.fluxcd.io/'))
    return [
      { ...about, kind: 'flux', namespace: text(namespace) || 'flux-system', path: clean(text(spec.path)) },
    ];
  if (document.kind === 'Application' && api.startsWith('argoproj.io/')) {
    const path = clean(text(fields(spec.source).path));
    return [{ ...about, kind: 'argocd', namespace: text(namespace) || 'argocd', path }];
  }
  return [];
}

const clean = (path: string): string => posix.normalize(path || '.').replace(/\/$/, '');

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
  /** Where its one image stands, if not in the kustomization. */
  readonly update?: FoundUpdate;
}

/** As a pipeline file has it. */
export interface FoundUpdate {
  readonly file: string;
  readonly helmRelease: { readonly tag: string; readonly digest?: string };
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
  /** Files with an Application of Argo CD that renders a chart: where its image stands cannot be told. */
  readonly charts: readonly string[];
}

const SKIPPED = new Set(['node_modules', '.git', '.towpath', '.github']);
const KUSTOMIZATION = /^(kustomization\.ya?ml|Kustomization)$/;
const YAML = /\.ya?ml$/;
const ECR = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/(.+)$/;

/** Looks at every YAML file under `root`; what cannot be read as YAML is passed over: it may be a template. */
export async function scanRepository(root: string): Promise<Found> {
  const overlays: FoundOverlay[] = [];
  const agents: FoundAgent[] = [];
  const releases: HelmRelease[] = [];
  const charts: string[] = [];
  for (const file of await yamlFiles(root)) {
    const documents = parse(await readFile(join(root, file), 'utf8'));
    if (KUSTOMIZATION.test(posix.basename(file))) {
      const images = documents.flatMap(({ images }) => listed(images).flatMap(ecrImage));
      if (images.length > 0) overlays.push({ path: posix.dirname(file), images });
    }
    agents.push(...documents.flatMap((document) => agentIn(document, file)));
    releases.push(...documents.flatMap((document) => helmReleaseIn(document, file)));
    if (documents.some(rendersChart)) charts.push(file);
  }
  const all = [...overlays, ...releasedBy(releases)];
  return { overlays: all.sort((a, b) => (a.path < b.path ? -1 : 1)), agents, charts };
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

/** A HelmRelease of Flux that has `image:` among its values, as most charts do. */
interface HelmRelease {
  readonly file: string;
  readonly name: string;
  readonly repository: string;
  readonly tag: string;
  readonly hasDigest: boolean;
}

function helmReleaseIn({ apiVersion, kind, metadata, spec }: Fields, file: string): HelmRelease[] {
  if (kind !== 'HelmRelease' || !text(apiVersion).startsWith('helm.toolkit.fluxcd.io/')) return [];
  const { repository, tag, digest } = fields(fields(fields(spec).values).image);
  const name = text(fields(metadata).name);
  return [{ file, name, repository: text(repository), tag: text(tag), hasDigest: text(digest) !== '' }];
}

/** Where a tag stands it is written; the repository may stand in the base that is patched, under the same name. */
function releasedBy(releases: readonly HelmRelease[]): FoundOverlay[] {
  const known = new Map(
    releases.flatMap(({ name, repository }) => (ECR.test(repository) ? [[name, repository]] : [])),
  );
  return releases.flatMap(({ file, name, repository, tag, hasDigest }): FoundOverlay[] => {
    const image = repository || known.get(name);
    if (tag === '' || image === undefined || !ECR.test(image)) return [];
    const helmRelease = { tag: 'values.image.tag', ...(hasDigest && { digest: 'values.image.digest' }) };
    const update = { file: `{overlay}/${posix.basename(file)}`, helmRelease };
    return [{ path: posix.dirname(file), images: [{ image, name, tag }], update }];
  });
}

function rendersChart({ apiVersion, kind, spec }: Fields): boolean {
  if (kind !== 'Application' || !text(apiVersion).startsWith('argoproj.io/')) return false;
  const { source, sources } = fields(spec);
  return [source, ...listed(sources)].some((one) => fields(one).helm !== undefined);
}

const clean = (path: string): string => posix.normalize(path || '.').replace(/\/$/, '');

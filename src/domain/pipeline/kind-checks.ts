import type { Address, Part } from '../updaters/address.ts';
import type { ArtifactKind } from './artifact-kind.ts';
import type { PipelineOutline } from './outline.ts';
import type { Finding } from './source.ts';
import type { EntryOutline } from './targets-outline.ts';
import type { ArtifactOutline, OwnUpdate } from './update-outline.ts';

interface KindRule {
  readonly called: string;
  readonly parts: readonly Part[];
  /** Addresses that hold only what is of another kind. */
  readonly foreign: readonly Address['kind'][];
  readonly hint: string;
}

const FOR_IMAGES = ['kustomize', 'container', 'image', 'imagePolicy'] as const;

const RULES: Readonly<Record<ArtifactKind | 'image', KindRule>> = {
  image: {
    called: 'an image',
    parts: ['image', 'repository', 'tag', 'digest', 'version'],
    foreign: ['gitRepository'],
    hint: 'write where its tag or digest stands, such as values: { tag: image.tag }',
  },
  chart: {
    called: 'a chart',
    parts: ['repository', 'tag', 'digest', 'version'],
    foreign: [...FOR_IMAGES, 'gitRepository'],
    hint: 'write where its version stands, such as helmRelease: { version: chart }, or only the file',
  },
  git: {
    called: 'a git tag',
    parts: ['tag', 'digest', 'url'],
    foreign: [...FOR_IMAGES, 'ociRepository'],
    hint: 'write where the tag stands, such as gitRepository: { tag: ref.tag }, or only the file',
  },
};

/** Whether every chart and git tag is written somewhere, and every artifact only where one of its kind can stand. */
export function checkKinds({ artifacts, stages }: PipelineOutline): Finding[] {
  const entries = stages.flatMap(({ targets }) => targets.groups.flatMap((group) => group.entries));
  const findings = artifacts.flatMap((artifact) =>
    entries.flatMap((entry) => {
      const updates = entry.updates.filter((update) => update.artifact === artifact.name?.text);
      const wrong = updates.flatMap((update) => wrongFor(artifact, update));
      return updates.length > 0 ? wrong : unwritten(artifact, entry);
    }),
  );
  // An update of the artifact is one of every target.
  return [...new Map(findings.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** An image that no update is for is in the kustomization of the overlay. */
function unwritten({ name, kind }: ArtifactOutline, { path }: EntryOutline): Finding[] {
  if (kind === undefined || name === undefined) return [];
  const message = `nothing says where ${name.text} stands, which is ${RULES[kind].called}`;
  return [{ path, message, hint: `add "update" here or at the artifact, and ${RULES[kind].hint}` }];
}

function wrongFor({ name, kind }: ArtifactOutline, { address, path }: OwnUpdate): Finding[] {
  const { called, parts, foreign, hint } = RULES[kind ?? 'image'];
  const is = `${name?.text} is ${called}`;
  if (foreign.includes(address.kind))
    return [{ path, message: `"${address.kind}" has no place for it: ${is}`, hint }];
  const named = 'at' in address ? (Object.keys(address.at) as Part[]) : [];
  return named
    .filter((part) => !parts.includes(part))
    .map((part) => ({ path, message: `${is}, and has no "${part}"`, hint }));
}

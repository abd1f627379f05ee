import type { Path } from './source.ts';

/** A name as it stands in a file. */
export interface Mention {
  text: string;
  path: Path;
}

/**
 * What a pipeline file says of itself and of others, as far as it can be read. References are checked on outlines, so
 * that they are checked in a file that has other problems too.
 */
export interface PipelineOutline {
  name: Mention | undefined;
  stages: StageOutline[];
}

export interface StageOutline {
  name: Mention | undefined;
  after: Mention[];
  waves: TargetOutline[][];
  approvals: ApprovalOutline[];
}

export interface TargetOutline {
  path: Path;
  cluster: Mention | undefined;
  overlay: Mention | undefined;
  /** `namespace/name` of the agent's object; undefined if the file leaves the name out and has none itself. */
  agent: string | undefined;
}

export interface ApprovalOutline {
  from: Mention[];
  quorum: { value: number; path: Path };
}

export interface SettingsOutline {
  clusters: Mention[];
  people: { name: Mention | undefined; email: Mention | undefined; arns: Mention[] }[];
  groups: { name: Mention | undefined; members: Mention[] }[];
}

export function outlinePipeline(file: unknown): PipelineOutline {
  const top: Place = { value: file, path: [] };
  const name = mention(child(top, 'metadata', 'name'));
  const stages = items(child(top, 'spec', 'stages')).map((stage) => ({
    name: mention(child(stage, 'name')),
    after: mentions(child(stage, 'after')),
    waves: wavesOf(stage).map((wave) => items(wave).map((target) => outlineTarget(target, name?.text))),
    approvals: items(child(stage, 'gates')).map((gate) => outlineApproval(child(gate, 'approval'))),
  }));
  return { name, stages };
}

export function outlineSettings(file: unknown): SettingsOutline {
  const spec = child({ value: file, path: [] }, 'spec');
  return {
    clusters: items(child(spec, 'clusters')).flatMap((cluster) => mention(child(cluster, 'name')) ?? []),
    people: items(child(spec, 'people')).map((person) => ({
      name: mention(child(person, 'name')),
      email: mention(child(person, 'email')),
      arns: mentions(child(person, 'arns')),
    })),
    groups: items(child(spec, 'groups')).map((group) => ({
      name: mention(child(group, 'name')),
      members: mentions(child(group, 'members')),
    })),
  };
}

const wavesOf = (stage: Place): Place[] => [child(stage, 'targets'), ...items(child(stage, 'waves'))];

function outlineTarget(target: Place, pipeline: string | undefined): TargetOutline {
  const namespace = mention(child(target, 'agent', 'namespace'))?.text ?? 'flux-system';
  const name = mention(child(target, 'agent', 'name'))?.text ?? pipeline;
  const overlay = mention(child(target, 'overlay'));
  return {
    path: target.path,
    cluster: mention(child(target, 'cluster')),
    overlay: overlay && { ...overlay, text: folderOf(overlay.text) },
    agent: name === undefined ? undefined : `${namespace}/${name}`,
  };
}

function outlineApproval(approval: Place): ApprovalOutline {
  const { value, path } = child(approval, 'quorum');
  return {
    from: mentions(child(approval, 'from')),
    quorum: { value: typeof value === 'number' ? value : 1, path },
  };
}

/** The same folder is the same text. */
export const folderOf = (overlay: string) => overlay.replace(/\/$/, '');

interface Place {
  value: unknown;
  path: Path;
}

function child({ value, path }: Place, ...keys: string[]): Place {
  const [key, ...rest] = keys;
  if (key === undefined) return { value, path };
  const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
  const inner = isMap ? (value as Record<string, unknown>)[key] : undefined;
  return child({ value: inner, path: [...path, key] }, ...rest);
}

const items = ({ value, path }: Place): Place[] =>
  Array.isArray(value) ? value.map((item, index) => ({ value: item, path: [...path, index] })) : [];

const mention = ({ value, path }: Place): Mention | undefined =>
  typeof value === 'string' ? { text: value, path } : undefined;

const mentions = (list: Place): Mention[] => items(list).flatMap((item) => mention(item) ?? []);

import { child, items, type Mention, mention, mentions, type Place } from './place.ts';
import type { Path } from './source.ts';
import { outlineTargets, type TargetsOutline } from './targets-outline.ts';
import type { AgentKind } from './types.ts';
import { type ArtifactOutline, outlineArtifacts } from './update-outline.ts';

/**
 * What a pipeline file says of itself and of others, as far as it can be read. References are checked on outlines, so
 * that they are checked in a file that has other problems too.
 */
export interface PipelineOutline {
  name: Mention | undefined;
  artifacts: ArtifactOutline[];
  stages: StageOutline[];
}

export interface StageOutline {
  name: Mention | undefined;
  after: Mention[];
  change: Mention | undefined;
  targets: TargetsOutline;
  approvals: ApprovalOutline[];
}

export interface ApprovalOutline {
  from: Mention[];
  quorum: { value: number; path: Path };
}

export interface SettingsOutline {
  clusters: Mention[];
  /** What pulls in each cluster, as far as it is said. */
  agents: { cluster: string; kind: AgentKind }[];
  senders: Mention[];
  people: PersonOutline[];
  groups: { name: Mention | undefined; members: Mention[] }[];
  channels: Mention[];
  /** Groups that may override gates. */
  overriders: Mention[];
}

export interface PersonOutline {
  name: Mention | undefined;
  email: Mention | undefined;
  subject: Mention | undefined;
  /** Team and user as one: a user's id is one of its team. */
  slack: Mention | undefined;
  arns: Mention[];
}

export function outlinePipeline(file: unknown): PipelineOutline {
  const top: Place = { value: file, path: [] };
  const name = mention(child(top, 'metadata', 'name'));
  const artifacts = outlineArtifacts(child(top, 'spec'));
  const stages = items(child(top, 'spec', 'stages')).map((stage) => ({
    name: mention(child(stage, 'name')),
    after: mentions(child(stage, 'after')),
    change: mention(child(stage, 'change')),
    targets: outlineTargets(stage, name?.text, artifacts),
    approvals: items(child(stage, 'gates')).map((gate) => outlineApproval(child(gate, 'approval'))),
  }));
  return { name, artifacts, stages };
}

export function outlineSettings(file: unknown): SettingsOutline {
  const spec = child({ value: file, path: [] }, 'spec');
  const clusters = items(child(spec, 'clusters'));
  return {
    overriders: items(child(spec, 'overrides')).flatMap((rule) => mentions(child(rule, 'from'))),
    clusters: clusters.flatMap((cluster) => mention(child(cluster, 'name')) ?? []),
    agents: clusters.flatMap((cluster) => {
      const name = mention(child(cluster, 'name'))?.text;
      const kind = mention(child(cluster, 'agent'))?.text === 'argocd' ? ('argocd' as const) : 'flux';
      return name === undefined ? [] : [{ cluster: name, kind }];
    }),
    senders: clusters.flatMap((cluster) => mentions(child(cluster, 'senders'))),
    people: items(child(spec, 'people')).map((person) => ({
      name: mention(child(person, 'name')),
      email: mention(child(person, 'email')),
      subject: mention(child(person, 'subject')),
      slack: both(child(person, 'slack'), 'team', 'user'),
      arns: mentions(child(person, 'arns')),
    })),
    groups: items(child(spec, 'groups')).map((group) => ({
      name: mention(child(group, 'name')),
      members: mentions(child(group, 'members')),
    })),
    channels: items(child(spec, 'slack', 'channels')).flatMap(
      (rule) => both(rule, 'pipeline', 'stage') ?? mention(child(rule, 'pipeline')) ?? [],
    ),
  };
}

/** Two texts of one map as one. */
function both(map: Place, one: string, other: string): Mention | undefined {
  const [a, b] = [mention(child(map, one)), mention(child(map, other))];
  return a && b && { text: `${a.text} ${b.text}`, path: map.path };
}

function outlineApproval(approval: Place): ApprovalOutline {
  const { value, path } = child(approval, 'quorum');
  return {
    from: mentions(child(approval, 'from')),
    quorum: { value: typeof value === 'number' ? value : 1, path },
  };
}

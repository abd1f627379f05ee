import { SETTINGS_FILE } from '../../contract.ts';
import { listed } from './listed.ts';
import { suggest } from './nearest.ts';
import type { ApprovalOutline, SettingsOutline } from './outline.ts';
import type { Mention } from './place.ts';
import { repeats } from './repeats.ts';
import type { ResolvedPipeline } from './resolve-targets.ts';
import type { Finding } from './source.ts';

const ADD_TO_SETTINGS = `add it to ${SETTINGS_FILE}`;

/** What a pipeline names that the settings do not know. */
export function checkNames({ stages }: ResolvedPipeline, settings: SettingsOutline): Finding[] {
  const clusters = settings.clusters.map(({ text }) => text);
  const groups = membersByGroup(settings);
  return stages.flatMap(({ waves, approvals }) => [
    ...waves.flat().flatMap(({ cluster }) => unknown('cluster', cluster, clusters)),
    ...approvals.flatMap((approval) => checkApproval(approval, groups)),
  ]);
}

/** Overlays that are not there. */
export function checkOverlays(
  { stages }: ResolvedPipeline,
  overlayExists: (overlay: string) => boolean,
): Finding[] {
  const missing = new Map<string, Mention[]>();
  for (const { overlay, writesOverlay } of stages.flatMap(({ waves }) => waves.flat())) {
    if (overlay === undefined || !writesOverlay || overlayExists(overlay.text)) continue;
    const place = overlay.path.join(' ');
    missing.set(place, [...(missing.get(place) ?? []), overlay]);
  }
  return [...missing.values()].map(noOverlays);
}

/** One finding for all that a selector names in one place. */
function noOverlays(mentions: readonly Mention[]): Finding {
  const path = mentions[0]?.path ?? [];
  const folders = [...new Set(mentions.map(({ text }) => text))];
  const [first] = folders;
  return folders.length === 1
    ? {
        path,
        message: `there is no overlay ${first}`,
        hint: `add ${first}/kustomization.yaml, or name a folder that has one`,
      }
    : {
        path,
        message: `${folders.length} overlays are missing: ${listed(folders)}`,
        hint: 'add a kustomization.yaml to each, or name folders that have one',
      };
}

export function unknown(what: string, mention: Mention | undefined, known: readonly string[]): Finding[] {
  if (mention === undefined || known.includes(mention.text)) return [];
  const { path, text } = mention;
  return [{ path, message: `unknown ${what} "${text}"`, hint: suggest(text, known, ADD_TO_SETTINGS) }];
}

function checkApproval({ from, quorum }: ApprovalOutline, groups: Map<string, string[]>): Finding[] {
  const findings = from.flatMap((group) => unknown('group', group, [...groups.keys()]));
  if (findings.length > 0) return findings;
  const voters = new Set(from.flatMap(({ text }) => groups.get(text) ?? []));
  if (from.length === 0 || quorum.value <= voters.size) return [];
  const message = `a quorum of ${quorum.value} can never be reached: the groups have ${voters.size} members`;
  return [{ path: quorum.path, message, hint: `write at most ${voters.size}, or name another group` }];
}

function membersByGroup({ groups }: SettingsOutline): Map<string, string[]> {
  return new Map(
    groups.flatMap(({ name, members }) => (name ? [[name.text, members.map(({ text }) => text)]] : [])),
  );
}

/** One overlay that one cluster's agent would watch twice. */
export function repeatedTargets({ stages }: ResolvedPipeline): Finding[] {
  const targets = stages.flatMap(({ waves }) => waves.flat());
  const mentions = targets.map(({ path, cluster, overlay }) =>
    cluster && overlay ? { path, text: `cluster ${cluster.text} with overlay ${overlay.text}` } : undefined,
  );
  return repeats(mentions, (text) => ({
    message: `a second target of ${text}`,
    hint: 'remove one of the two',
  }));
}

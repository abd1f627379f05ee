import { SETTINGS_FILE } from '../../contract.ts';
import { suggest } from './nearest.ts';
import type { ApprovalOutline, Mention, PipelineOutline, SettingsOutline } from './outline.ts';
import type { Finding } from './source.ts';

const ADD_TO_SETTINGS = `add it to ${SETTINGS_FILE}`;

/** What a pipeline names that the settings do not know. */
export function checkNames({ stages }: PipelineOutline, settings: SettingsOutline): Finding[] {
  const clusters = settings.clusters.map(({ text }) => text);
  const groups = membersByGroup(settings);
  return stages.flatMap(({ waves, approvals }) => [
    ...waves.flat().flatMap(({ cluster }) => unknown('cluster', cluster, clusters)),
    ...approvals.flatMap((approval) => checkApproval(approval, groups)),
  ]);
}

/** Overlays that are not there. */
export function checkOverlays(
  { stages }: PipelineOutline,
  overlayExists: (overlay: string) => boolean,
): Finding[] {
  return stages
    .flatMap(({ waves }) => waves.flat())
    .flatMap(({ overlay }) => (overlay === undefined || overlayExists(overlay.text) ? [] : missing(overlay)));
}

const missing = ({ path, text }: Mention): Finding => ({
  path,
  message: `there is no overlay ${text}`,
  hint: `add ${text}/kustomization.yaml, or name a folder that has one`,
});

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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS_FILE } from '../src/contract.ts';
import { readSettingsFile } from '../src/domain/pipeline/parse.ts';

/** Somebody who is in the workspace and not in the settings, to see what happens then. */
const STRANGER = { id: 'U0MALLORY', name: 'mallory' };

/** The workspace that the settings of a configuration repository speak of, for what stands in for Slack. */
export function slackWorkspace(seed: string) {
  const { value } = readSettingsFile(readFileSync(join(seed, SETTINGS_FILE), 'utf8'), SETTINGS_FILE);
  const { team = 'T0LOCAL', channel = 'C0LOCAL', channels = [] } = value?.slack ?? {};
  const people = value?.people ?? [];
  return {
    team,
    channels: [...new Set([channel, ...channels.map((rule) => rule.channel)])],
    users: [
      ...people.flatMap(({ name, slack }) => (slack?.team === team ? [{ id: slack.user, name }] : [])),
      STRANGER,
    ],
  };
}

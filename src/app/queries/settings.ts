import { SETTINGS_FILE } from '../../contract.ts';
import { ROLLBACK_UNDER } from '../../domain/gates/index.ts';
import type { Person } from '../../domain/pipeline/types.ts';
import { NO_SETTINGS } from '../gates.ts';
import type { Using } from '../ports.ts';
import type { SettingsView } from '../settings-view.ts';

/** The settings as they were read from git last. */
export async function viewSettings({ configuration }: Using<'configuration'>): Promise<SettingsView> {
  const settings = (await configuration.settings()) ?? NO_SETTINGS;
  const { people, groups, overrides = [], rollback, slack } = settings;
  return {
    file: SETTINGS_FILE,
    people: people.map((person) => ({
      name: person.name,
      ...(person.email !== undefined && { email: person.email }),
      known: waysOf(person),
    })),
    groups: groups.map(({ name, members }) => ({ name, members })),
    overrides: overrides.map(({ gate, from }) => ({ gate, from })),
    rollback: rollback?.under ?? ROLLBACK_UNDER,
    slack: [
      ...(slack?.channels ?? []).map(({ pipeline, stage, channel }) => ({
        what: stage === undefined ? pipeline : `${stage} of ${pipeline}`,
        channel,
      })),
      ...(slack ? [{ what: 'everything else', channel: slack.channel }] : []),
    ],
  };
}

const waysOf = ({ arns, subject, slack }: Person): string[] => [
  ...arns,
  ...(subject === undefined ? [] : [`sign-in ${subject}`]),
  ...(slack ? [`Slack ${slack.team}/${slack.user}`] : []),
];

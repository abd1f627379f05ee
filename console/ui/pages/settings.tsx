import type { SettingsView } from '../../api/views.ts';
import { Hash, Loading, Problem } from '../parts/bits.tsx';
import { PageHeading } from '../parts/heading.tsx';
import { usePoll } from '../state/use-poll.ts';

const EVERY_MS = 10_000;

/** Who and what is known, as git says; to change it is a commit. */
export function SettingsPage({ commit }: { commit: string | undefined }) {
  const { data, problem } = usePoll({
    key: 'settings',
    load: (client) => client.settings(),
    everyMs: EVERY_MS,
  });
  return (
    <>
      <PageHeading title="Settings" isTop />
      {problem !== undefined && <Problem text={problem} />}
      {data === undefined && problem === undefined && <Loading what="the settings" />}
      {data !== undefined && <Settings settings={data} commit={commit} />}
    </>
  );
}

function Settings({
  settings: { file, people, groups, overrides, rollback, slack },
  commit,
}: {
  settings: SettingsView;
  /** The last that was looked at. */
  commit: string | undefined;
}) {
  return (
    <div class="settings">
      <p class="dim">
        Read from <code>{file}</code> of the configuration repository
        {commit !== undefined && (
          <>
            {' '}
            at <Hash value={commit} />
          </>
        )}
        . A commit there changes them.
      </p>
      <section>
        <h2>People</h2>
        <Rows
          rows={people.map(({ name, email, known }) => [name, [email, ...known].filter(Boolean).join(', ')])}
          none="Nobody is named, so nobody may act."
        />
      </section>
      <section>
        <h2>Groups</h2>
        <Rows rows={groups.map(({ name, members }) => [name, members.join(', ')])} none="There are none." />
      </section>
      <section>
        <h2>Who may override a gate</h2>
        <Rows rows={overrides.map(({ gate, from }) => [gate, from.join(', ')])} none="Nobody may." />
      </section>
      <section>
        <h2>Rollback</h2>
        <p>
          {rollback.length === 0
            ? 'Every gate holds back a rollback as it does a promotion.'
            : `A rollback is written in spite of: ${rollback.join(', ')}.`}
        </p>
      </section>
      <section>
        <h2>Slack</h2>
        <Rows
          rows={slack.map(({ what, channel }) => [what, channel])}
          none="Nobody is told anything in Slack."
        />
      </section>
    </div>
  );
}

function Rows({ rows, none }: { rows: readonly (readonly [string, string])[]; none: string }) {
  if (rows.length === 0) return <p class="dim">{none}</p>;
  return (
    <dl class="pairs">
      {rows.map(([name, value]) => (
        <div key={`${name} ${value}`}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

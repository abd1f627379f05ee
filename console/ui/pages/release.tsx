import type { ReleaseView } from '../../api/views.ts';
import { type Sign, statusSign } from '../lib/words.ts';
import { Facts, Hash, Link, Loading, Problem } from '../parts/bits.tsx';
import { PageHeading } from '../parts/heading.tsx';
import { Pill } from '../parts/icon.tsx';
import { GOT_STUCK, Mark, RetryButton } from '../parts/rollback.tsx';
import { Ago, Sentence } from '../parts/time.tsx';
import { usePoll } from '../state/use-poll.ts';

export function ReleasePage({ id }: { id: string }) {
  const { data, problem, refresh } = usePoll({
    key: `release:${id}`,
    load: (client) => client.release(id),
    everyMs: 1000,
  });
  if (data === undefined)
    return (
      <>
        <PageHeading title="Release" />
        {problem === undefined ? <Loading what="the release" /> : <Problem text={problem} />}
      </>
    );
  return (
    <>
      <PageHeading title={`Release ${data.tags[0] ?? data.id}`} within={data.pipeline} />
      {problem !== undefined && <Problem text={problem} />}
      <Facts
        facts={[
          ['recorded', <Ago key="recorded" at={data.createdAt} />],
          ['tags', data.tags.join(', ')],
          ['id', <code key="id">{data.id}</code>],
        ]}
      />
      <Mark release={data} refresh={refresh} />
      <h2>Where it is</h2>
      <Whereabouts release={data} refresh={refresh} />
      <h2>Artifacts</h2>
      <ul class="artifacts">
        {data.artifacts.map(({ name, image, tag, digest }) => (
          <li key={name}>
            <strong>{name}</strong> <span class="tag">{tag}</span> <Hash value={digest} />
            <code class="file">{`${image}@${digest}`}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

function Whereabouts({ release, refresh }: { release: ReleaseView; refresh: () => void }) {
  return (
    <ol class="track">
      {release.stages.map((entry) => {
        const { stage, promotion, passedAt, sentence } = entry;
        return (
          <li key={stage} class="stop">
            <h3>{stage}</h3>
            <Pill sign={signOf(entry)} />
            <p class="sentence">
              <Sentence text={sentence} />
            </p>
            <p class="dim">
              {passedAt !== undefined && (
                <>
                  passed <Ago at={passedAt} />{' '}
                </>
              )}
              {promotion !== undefined && (
                <Link to={{ page: 'promotion', id: promotion.id }}>its promotion</Link>
              )}
            </p>
            {GOT_STUCK.has(promotion?.status) && (
              <RetryButton release={release.id} tag={release.tags[0] ?? release.id} {...{ stage, refresh }} />
            )}
          </li>
        );
      })}
    </ol>
  );
}

const AWAY: Sign = { word: 'not there', tone: 'calm', icon: 'hollow' };
const PASSED: Sign = { word: 'passed', tone: 'ok', icon: 'check' };

function signOf({ promotion, passedAt }: ReleaseView['stages'][number]): Sign {
  if (promotion !== undefined) return statusSign(promotion);
  return passedAt === undefined ? AWAY : PASSED;
}

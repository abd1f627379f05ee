import type { EvidenceView, PromotionView, StageBeforeView } from '../../api/views.ts';
import { duration } from '../lib/time.ts';
import { count, endSign, type Sign } from '../lib/words.ts';
import { useNow } from '../state/now.ts';
import { Facts, Link } from './bits.tsx';
import { Mark } from './icon.tsx';
import { Ago, Clock } from './time.tsx';

/** What one votes on: the release, where it comes from, and what it would replace. */
export function ReleaseEvidence({ view, evidence }: { view: PromotionView; evidence: EvidenceView }) {
  const { release, replaces } = evidence;
  const now = useNow();
  const until = view.endedAt === undefined ? now : Date.parse(view.endedAt);
  return (
    <section>
      <h2>Release</h2>
      <Facts
        facts={[
          [
            'release',
            <Link key="release" to={{ page: 'release', id: release.id }}>
              {view.promotion.tag}
            </Link>,
          ],
          ['replaces', <Replaced key="replaces" replaces={replaces} />],
          ['tags', release.tags.join(', ')],
          ['recorded', <Ago key="recorded" at={release.createdAt} />],
          ['lead time so far', duration(until - Date.parse(release.createdAt))],
        ]}
      />
      <ul class="artifacts">
        {release.artifacts.map(({ name, image, tag, digest }) => (
          <li key={name}>
            <strong>{name}</strong> <span class="tag">{tag}</span>
            <code class="file">{image}</code>
            <code class="file">{digest}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Replaced({ replaces }: { replaces: EvidenceView['replaces'] }) {
  if (replaces === undefined) return <>no release of Towpath’s</>;
  return (
    <>
      <Link to={{ page: 'release', id: replaces.release }}>{replaces.tag}</Link>, there since{' '}
      <Clock at={replaces.since} />
    </>
  );
}

const NOT_PASSED: Sign = { word: 'not passed', tone: 'bad', icon: 'cross' };
const UNWELL: Sign = { word: 'not healthy', tone: 'bad', icon: 'alert' };

export function StagesBefore({ before }: { before: readonly StageBeforeView[] }) {
  return (
    <section>
      <h2>Stages before</h2>
      {before.length === 0 && <p class="dim">None: this stage is the first.</p>}
      <ul class="findings">
        {before.map((stage) => (
          <li key={stage.stage}>
            <Mark sign={signOf(stage)} />
            <span>
              <strong>{stage.stage}</strong>{' '}
              {stage.passedAt === undefined ? (
                'has not passed it'
              ) : (
                <>
                  passed it <Ago at={stage.passedAt} />
                </>
              )}
              , {healthOf(stage)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function signOf({ passedAt, unwell }: StageBeforeView): Sign {
  if (passedAt === undefined) return NOT_PASSED;
  return unwell.length > 0 ? UNWELL : endSign('promoted');
}

function healthOf({ targets, unwell }: StageBeforeView): string {
  if (unwell.length === 0) return targets === 1 ? 'its target is healthy' : `all ${targets} targets healthy`;
  const names = unwell.map(({ cluster, health }) => `${cluster} ${health}`).join(', ');
  return `${unwell.length} of ${count(targets, 'target')} not healthy: ${names}`;
}

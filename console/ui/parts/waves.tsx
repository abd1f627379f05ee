import type { EvidenceView, PromotionView } from '../../api/views.ts';
import { planSentence, waveSentence } from '../lib/plan.ts';
import { Hash } from './bits.tsx';
import { Targets } from './targets.tsx';

/** What happens when the gates are open, wave by wave, and what has happened of it. */
export function Waves({ view, evidence }: { view: PromotionView; evidence: EvidenceView }) {
  const { promotion, targets, commits } = view;
  const { plan } = evidence;
  return (
    <section>
      <h2>{promotion.takesVotes ? 'What happens on approval' : 'Waves'}</h2>
      <ol class="waves">
        {plan.waves.map((wave, index) => {
          const made = commits.find((commit) => commit.wave === index + 1);
          return (
            <li key={index} class="wave-plan">
              <div class="wave-head">
                <h3>Wave {index + 1}</h3>
                <span class="dim">
                  {made === undefined ? 'not committed yet' : <>commit </>}
                  {made !== undefined && <Hash value={made.commit} />}
                </span>
              </div>
              <p class="dim">{waveSentence(wave)}</p>
              <Targets targets={targets.filter((target) => target.wave === index + 1)} />
            </li>
          );
        })}
      </ol>
      <p class="dim">{planSentence(plan)}</p>
    </section>
  );
}

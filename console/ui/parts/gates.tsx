import type { GateView, PromotionSummary } from '../../api/views.ts';
import { findingSigns } from '../lib/words.ts';
import { question } from '../state/question.ts';
import { Mark } from './icon.tsx';
import { Sentence } from './time.tsx';

interface GatesProps {
  readonly promotion: PromotionSummary;
  readonly gates: readonly GateView[];
  readonly refresh: () => void;
}

/** What every gate says of the promotion, as `towpath explain` says it. */
export function Gates({ promotion, gates, refresh }: GatesProps) {
  if (gates.length === 0) return null;
  return (
    <section>
      <h2>Gates</h2>
      <ul class="findings">
        {gates.map((gate) => (
          <li key={`${gate.gate} ${gate.sentence}`}>
            <Mark sign={findingSigns[gate.state]} />
            <span>
              <span class="dim">{gate.gate}</span> <Sentence text={gate.sentence} />
              {gate.canOverride && (
                <button
                  type="button"
                  class="small quiet"
                  aria-label={`Override ${gate.gate}`}
                  onClick={() => askForOverride(promotion, gate, refresh)}
                >
                  Override
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function askForOverride(
  promotion: PromotionSummary,
  { gate, sentence }: GateView,
  refresh: () => void,
): void {
  const { id, pipeline, stage, tag } = promotion;
  question.set({
    title: `Override ${gate} for ${tag} in ${stage} of ${pipeline}?`,
    facts: [
      `The gate says: ${sentence}`,
      'It is opened for this promotion only. Your name and reason stay in the ledger.',
    ],
    verb: `Override ${gate}`,
    isGrave: true,
    needsReason: true,
    done: `${gate} of ${stage} is overridden for ${tag}`,
    async act(client, reason) {
      await client.override(pipeline, stage, { gate, reason, promotion: id });
      refresh();
    },
  });
}

import type { TargetView } from '../../api/views.ts';
import { healthSigns } from '../lib/words.ts';
import { Mark } from './icon.tsx';
import { Ago, Sentence } from './time.tsx';

/** Targets wave by wave; waves are named where there is more than one. */
export function Targets({ targets }: { targets: readonly TargetView[] }) {
  const waves = [...new Set(targets.map(({ wave }) => wave))].sort((a, b) => a - b);
  return (
    <>
      {waves.map((wave) => (
        <div class="wave" key={wave}>
          {waves.length > 1 && <h3>Wave {wave}</h3>}
          <ul class="targets">
            {targets
              .filter((target) => target.wave === wave)
              .map((target) => (
                <Target key={`${target.cluster} ${target.overlay}`} target={target} />
              ))}
          </ul>
        </div>
      ))}
    </>
  );
}

function Target({ target }: { target: TargetView }) {
  const { cluster, overlay, files = [], agent, health, sentence, revision, reportedAt } = target;
  const details = [sentence, overlay, ...files, `agent ${agent}`, revision].filter(Boolean).join('\n');
  return (
    <li title={details}>
      <Mark sign={healthSigns[health]} title={details} />
      <span class="cluster">{cluster}</span>
      <span class="said dim">{reportedAt === undefined ? health : <Ago at={reportedAt} />}</span>
      {health !== 'healthy' && (
        <span class={`sentence ${healthSigns[health].tone}`}>
          <Sentence text={sentence} />
        </span>
      )}
    </li>
  );
}

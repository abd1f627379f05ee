import type { TargetView } from '../../api/views.ts';
import { canarySigns, healthSigns } from '../lib/words.ts';
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
  const { cluster, overlay, files = [], agent, health, sentence, revision, reportedAt, canary } = target;
  const said = canary && `canary ${canary.namespace}/${canary.name} ${canary.state}: ${canary.sentence}`;
  const details = [sentence, said, overlay, ...files, `agent ${agent}`, revision].filter(Boolean).join('\n');
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
      {canary !== undefined && canary.state !== 'healthy' && (
        <span class={`sentence ${canarySigns[canary.state].tone}`}>
          <Sentence text={`canary ${canary.state}: ${canary.sentence}`} />
        </span>
      )}
    </li>
  );
}

import { useId, useState } from 'preact/hooks';
import { findingSigns } from '../lib/words.ts';
import { usePoll } from '../state/use-poll.ts';
import { Loading, Problem } from './bits.tsx';
import { Mark } from './icon.tsx';
import { Sentence } from './time.tsx';

interface Place {
  readonly pipeline: string;
  readonly stage: string;
}

/** A button that unfolds why the stage does not move, and what would move it. */
export function useWhy(place: Place) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const button = (
    <button
      type="button"
      class="small quiet"
      aria-expanded={isOpen}
      aria-controls={id}
      aria-label={`Why? ${place.stage}`}
      onClick={() => setOpen(!isOpen)}
    >
      Why?
    </button>
  );
  const answer = (
    <div id={id} class="why" hidden={!isOpen}>
      {isOpen && <Why {...place} />}
    </div>
  );
  return { button, answer };
}

function Why({ pipeline, stage }: Place) {
  const { data, problem } = usePoll({
    key: `explanation:${pipeline}/${stage}`,
    load: (client) => client.explain(pipeline, stage),
    everyMs: 2000,
  });
  if (problem !== undefined) return <Problem text={problem} />;
  if (data === undefined) return <Loading what="the explanation" />;
  return (
    <>
      <p>
        <Sentence text={data.summary} />
      </p>
      <ul class="findings">
        {data.because.map(({ what, state, sentence }) => (
          <li key={what}>
            <Mark sign={findingSigns[state]} />
            <span>
              <span class="dim">{what}</span> <Sentence text={sentence} />
            </span>
          </li>
        ))}
      </ul>
      {data.next.length > 0 && <h4>What would move it</h4>}
      <ul class="next">
        {data.next.map((step) => (
          <li key={step}>{step.startsWith('towpath ') ? <code>{step}</code> : <Sentence text={step} />}</li>
        ))}
      </ul>
    </>
  );
}

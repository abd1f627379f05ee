import type { PipelineView, StageView } from '../../api/views.ts';
import { noteOf } from '../lib/fleet.ts';
import { Link } from './bits.tsx';
import { Coming, Waiting } from './coming.tsx';
import { DriftFound } from './drift.tsx';
import { Hold, HoldButton } from './hold.tsx';
import { RollbackButton } from './rollback.tsx';
import { Targets } from './targets.tsx';
import { Ago } from './time.tsx';
import { useWhy } from './why.tsx';

interface StageCardProps {
  readonly pipeline: PipelineView;
  readonly stage: StageView;
  readonly refresh: () => void;
}

/** Everything about one stage: what it has, what comes, what it is waiting for, and where it runs. */
export function StageCard({ pipeline, stage, refresh }: StageCardProps) {
  const why = useWhy({ pipeline: pipeline.name, stage: stage.name });
  const place = { pipeline: pipeline.name, stage, refresh };
  return (
    <article class={`stage ${noteOf(stage)?.sign.tone ?? ''}`} aria-labelledby={`stage-${stage.name}`}>
      <header>
        <h2 id={`stage-${stage.name}`}>{stage.name}</h2>
        {why.button}
        <HoldButton {...place} />
        <RollbackButton {...place} />
      </header>
      <Current stage={stage} />
      {why.answer}
      <Hold {...place} />
      <DriftFound stage={stage} />
      <Coming stage={stage} refresh={refresh} />
      {stage.waiting.map((promotion) => (
        <Waiting key={promotion.id} promotion={promotion} />
      ))}
      <section aria-label={`Targets of ${stage.name}`}>
        <Targets targets={stage.targets} />
      </section>
      <Rules stage={stage} />
    </article>
  );
}

function Current({ stage: { current } }: { stage: StageView }) {
  if (current === undefined) return <p class="current dim">No release yet</p>;
  return (
    <p class="current">
      <Link to={{ page: 'release', id: current.release }} class="tag">
        {current.tag}
      </Link>
      <span class="dim">
        since <Ago at={current.since} />
      </span>
    </p>
  );
}

function Rules({ stage: { after, gates } }: { stage: StageView }) {
  if (after.length === 0 && gates.length === 0) return null;
  return (
    <ul class="rules">
      {after.length > 0 && <li>after {after.join(' and ')}</li>}
      {gates.map((gate) => (
        <li key={gate}>{gate}</li>
      ))}
    </ul>
  );
}

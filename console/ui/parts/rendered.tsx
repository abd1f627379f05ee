import { useEffect, useState } from 'preact/hooks';
import type { DiffView, RenderedOverlayView, RenderedView } from '../../api/views.ts';
import { patientReader, sentenceOf } from '../state/api.ts';
import { DiffFigure } from './diff-lines.tsx';

/** What was answered last; `of` tells which diff it belongs to. */
interface Answer {
  readonly of: string;
  readonly view?: RenderedView;
  readonly problem?: string;
}

/** Rendered once for each diff, and only when somebody wants to see it. */
export function useRendered({ promotion, commit, digest }: DiffView, isWanted: boolean): Answer | undefined {
  const [answer, setAnswer] = useState<Answer>();
  const of = `${promotion} ${commit} ${digest}`;
  useEffect(() => {
    if (!isWanted || (answer?.of === of && answer.problem === undefined)) return undefined;
    let isCurrent = true;
    const take = (next: Answer): void => {
      if (isCurrent) setAnswer(next);
    };
    patientReader()
      .rendered(promotion)
      .then(
        (view) => take({ of, view }),
        (error: unknown) => take({ of, problem: sentenceOf(error) }),
      );
    return () => {
      isCurrent = false;
    };
  }, [of, isWanted]);
  return answer;
}

/** What kustomize makes of the change, object by object; where it makes nothing of it, that and why. */
export function Rendered({ view }: { view: RenderedView }) {
  const { renderer, commit, problem, overlays } = view;
  if (problem !== undefined) return <NotRendered text={problem} />;
  return (
    <>
      <p class="dim">
        {overlays.length === 0
          ? 'Nothing is left to render.'
          : `As ${renderer} builds commit ${commit.slice(0, 7)}. An agent of another version, or with settings of its own, may make something else of it.`}
      </p>
      {overlays.map((overlay) => (
        <RenderedOverlay key={`${overlay.wave} ${overlay.overlay} ${'problem' in overlay}`} view={overlay} />
      ))}
    </>
  );
}

function RenderedOverlay({ view }: { view: RenderedOverlayView }) {
  const { wave, overlay } = view;
  if ('problem' in view) return <NotRendered text={view.problem} />;
  return (
    <section aria-label={overlay}>
      <h3>
        <code>{overlay}</code> wave {wave}
      </h3>
      {view.objects.length === 0 && <p class="dim">No object differs.</p>}
      {view.objects.map(({ object, ...lines }) => (
        <DiffFigure key={object} name={object} note={undefined} {...lines} />
      ))}
    </section>
  );
}

const NotRendered = ({ text }: { text: string }) => <p class="note warn">{text}</p>;

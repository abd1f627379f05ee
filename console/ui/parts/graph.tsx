import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PipelineView, StageView } from '../../api/views.ts';
import { type Box, type EdgePath, laneRoom, routeEdges } from '../lib/edges.ts';
import { edgesOf, layersOf } from '../lib/graph.ts';
import { StageCard } from './stage-card.tsx';

/** The pipeline: stages by layer, side by side or, on a narrow screen, one below another, with the ways between. */
export function PipelineGraph({ pipeline, refresh }: { pipeline: PipelineView; refresh: () => void }) {
  const frame = useRef<HTMLDivElement>(null);
  const shape = JSON.stringify(pipeline.stages.map(({ name, after }) => ({ name, after })));
  const paths = useEdges(frame, shape);
  const stages = new Map(pipeline.stages.map((stage) => [stage.name, stage]));
  const edges = edgesOf(pipeline.stages);
  const order = layersOf(pipeline.stages).flat();
  const rooms = {
    '--room-above': `${laneRoom(edges, 'right', order)}px`,
    '--room-beside': `${laneRoom(edges, 'down', order)}px`,
  };
  return (
    <section class="graph-scroll" aria-label={`Stages of ${pipeline.name}`}>
      <div class="graph" ref={frame} style={rooms}>
        <svg class="edges" aria-hidden="true">
          {paths.map(({ from, to, line, head }) => (
            <g key={`${from} ${to}`} class={wayOf(stages.get(from), stages.get(to))}>
              <path class="line" d={line} />
              <path class="head" d={head} />
            </g>
          ))}
        </svg>
        <ol>
          {layersOf(pipeline.stages).map((layer) => (
            <li key={layer.join()} class="layer">
              {layer.map((name) => {
                const stage = stages.get(name);
                return (
                  stage && (
                    <div key={name} data-stage={name}>
                      <StageCard pipeline={pipeline} stage={stage} refresh={refresh} />
                    </div>
                  )
                );
              })}
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

/** Whether a release is on this way now, or both ends have the same one. */
function wayOf(from: StageView | undefined, to: StageView | undefined): 'moving' | 'level' | 'behind' {
  if (to?.underWay !== undefined) return 'moving';
  return from?.current !== undefined && from.current.release === to?.current?.release ? 'level' : 'behind';
}

/** Edges between the cards where they are now; drawn anew when a card or the frame changes its size. */
function useEdges(frame: { current: HTMLDivElement | null }, shape: string): readonly EdgePath[] {
  const [paths, setPaths] = useState<readonly EdgePath[]>([]);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const cards = [...element.querySelectorAll<HTMLElement>('[data-stage]')];
    const draw = () => setPaths(pathsBetween(cards, JSON.parse(shape)));
    const observer = new ResizeObserver(draw);
    for (const observed of [element, ...cards]) observer.observe(observed);
    draw();
    return () => observer.disconnect();
  }, [frame, shape]);
  return paths;
}

function pathsBetween(
  cards: readonly HTMLElement[],
  stages: Pick<StageView, 'name' | 'after'>[],
): EdgePath[] {
  const boxes = new Map<string, Box>();
  for (const { dataset, offsetLeft, offsetTop, offsetWidth, offsetHeight } of cards)
    boxes.set(dataset.stage ?? '', { x: offsetLeft, y: offsetTop, width: offsetWidth, height: offsetHeight });
  const isOneColumn = new Set([...boxes.values()].map(({ x }) => x)).size === 1;
  const order = layersOf(stages).flat();
  return routeEdges(edgesOf(stages), boxes, isOneColumn ? 'down' : 'right', order);
}

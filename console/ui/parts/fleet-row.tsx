import { useMemo } from 'preact/hooks';
import type { PipelineView, StageView } from '../../api/views.ts';
import { noteOf, worstHealth } from '../lib/fleet.ts';
import { healthSigns } from '../lib/words.ts';
import { Link } from './bits.tsx';
import { Icon, Mark } from './icon.tsx';
import { Ago, Sentence } from './time.tsx';

interface FleetRowProps {
  readonly pipeline: PipelineView;
  readonly columns: readonly string[];
}

/** Drawn anew only when something about the pipeline has changed: a fleet may have hundreds of rows. */
export function FleetRow({ pipeline, columns }: FleetRowProps) {
  const { name, stages } = pipeline;
  const shape = columns.join();
  return useMemo(
    () => (
      <tr>
        <th scope="row">
          <Link to={{ page: 'pipeline', pipeline: name }}>{name}</Link>
        </th>
        {shape.split(',').map((column) => (
          <FleetCell
            key={column}
            pipeline={name}
            name={column}
            stage={stages.find((stage) => stage.name === column)}
          />
        ))}
      </tr>
    ),
    [name, stages, shape],
  );
}

interface FleetCellProps {
  readonly pipeline: string;
  readonly name: string;
  readonly stage: StageView | undefined;
}

/** Two lines whatever happens, so that nothing moves when something does. */
function FleetCell({ pipeline, name, stage }: FleetCellProps) {
  if (stage === undefined) return <td class="none" aria-label="no such stage" />;
  const health = worstHealth(stage);
  const note = noteOf(stage);
  return (
    <td data-stage={name} class={note?.sign.tone}>
      <Link to={{ page: 'pipeline', pipeline, stage: name }} class="cell">
        <span class="has">
          {health !== undefined && <Mark sign={healthSigns[health]} />}
          {stage.current === undefined ? (
            <span class="dim">no release yet</span>
          ) : (
            <>
              <span class="tag">{stage.current.tag}</span>
              <Ago at={stage.current.since} />
            </>
          )}
        </span>
        <span class="happens" title={note?.text}>
          {note !== undefined && (
            <>
              <Icon name={note.sign.icon} tone={note.sign.tone} />
              <span class="text">
                <Sentence text={note.text} />
              </span>
            </>
          )}
        </span>
      </Link>
    </td>
  );
}

import type { StageView } from '../../api/views.ts';
import { Icon } from './icon.tsx';
import { Ago } from './time.tsx';

/** Promoted values that somebody has changed by hand. */
export function DriftFound({ stage: { drift = [] } }: { readonly stage: StageView }) {
  return (
    <>
      {drift.map(({ file, sentence, at }) => (
        <div key={file} class="note bad">
          <Icon name="alert" tone="bad" />
          <p>
            <strong>Drift</strong> seen <Ago at={at} />
            <q>{sentence}</q>
          </p>
        </div>
      ))}
    </>
  );
}

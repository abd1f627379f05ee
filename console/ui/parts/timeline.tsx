import type { LedgerLine } from '../../api/views.ts';
import { entrySign } from '../lib/words.ts';
import { Hash } from './bits.tsx';
import { Icon } from './icon.tsx';
import { Clock, Sentence } from './time.tsx';

/** What happened, oldest first. */
export function Timeline({ lines }: { lines: readonly LedgerLine[] }) {
  return (
    <ol class="timeline">
      {lines.map(({ sequence, at, type, by, sentence, commit }) => {
        const { icon, tone } = entrySign(type);
        return (
          <li key={sequence}>
            <Icon name={icon} tone={tone} />
            <Clock at={at} />
            <span class="what">
              {by !== 'towpath' && <strong>{by} </strong>}
              <Sentence text={sentence} />
              {commit !== undefined && (
                <>
                  {' '}
                  <Hash value={commit} />
                </>
              )}
            </span>
          </li>
        );
      })}
    </ol>
  );
}

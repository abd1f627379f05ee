import { isOfFleet, subjectOf } from '../../api/client.ts';
import type { LedgerLine } from '../../api/views.ts';
import type { Route } from '../lib/route.ts';
import { entrySign } from '../lib/words.ts';
import { Hash, Link } from './bits.tsx';
import { Icon } from './icon.tsx';
import { Clock, Sentence } from './time.tsx';

export function LedgerTable({ lines }: { lines: readonly LedgerLine[] }) {
  return (
    <table class="ledger">
      <thead>
        <tr>
          <th scope="col">When</th>
          <th scope="col">Pipeline</th>
          <th scope="col">Stage</th>
          <th scope="col">What</th>
          <th scope="col">By</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <LedgerRow key={`${line.pipeline} ${line.sequence}`} line={line} />
        ))}
      </tbody>
    </table>
  );
}

function LedgerRow({ line }: { line: LedgerLine }) {
  const { pipeline, stage, at, by, sentence, commit, type } = line;
  const place = placeOf(line);
  const { icon, tone } = entrySign(type);
  return (
    <tr>
      <td class="when">
        <Clock at={at} />
      </td>
      <td>
        {isOfFleet(pipeline) ? (
          subjectOf(pipeline)
        ) : (
          <Link to={{ page: 'pipeline', pipeline }} class="plain">
            {pipeline}
          </Link>
        )}
      </td>
      <td class="where">{stage}</td>
      <td class="what">
        <Icon name={icon} tone={tone} />
        <span>
          {place === undefined ? (
            <Sentence text={sentence} />
          ) : (
            <Link to={place} class="plain">
              <Sentence text={sentence} />
            </Link>
          )}
          {commit !== undefined && (
            <>
              {' '}
              <Hash value={commit} />
            </>
          )}
        </span>
      </td>
      <td class={by === 'towpath' ? 'by dim' : 'by'}>{by}</td>
    </tr>
  );
}

/** Where a reader wants to go from an entry: to its promotion, else to its release. */
function placeOf({ promotion, release }: LedgerLine): Route | undefined {
  if (promotion !== undefined) return { page: 'promotion', id: promotion };
  return release === undefined ? undefined : { page: 'release', id: release };
}

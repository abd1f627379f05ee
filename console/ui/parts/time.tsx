import { partsOf } from '../lib/sentence.ts';
import { absoluteTime, clockTime, relativeTime, utcTime } from '../lib/time.ts';
import { useNowText } from '../state/now.ts';

const both = (at: string): string => `${absoluteTime(at)} (${utcTime(at)})`;

/** `4 min ago`; the instant itself on hover. */
export function Ago({ at }: { at: string }) {
  return (
    <time class="time" dateTime={at} title={both(at)}>
      {useNowText((now) => relativeTime(at, now))}
    </time>
  );
}

/** `14:03:12` in the reader's zone; UTC on hover. */
export function Clock({ at }: { at: string }) {
  return (
    <time class="time" dateTime={at} title={both(at)}>
      {useNowText((now) => clockTime(at, now))}
    </time>
  );
}

/** A sentence of the API, its instants in the reader's zone. */
export function Sentence({ text }: { text: string }) {
  return (
    <>
      {partsOf(text).map((part) => ('text' in part ? part.text : <Clock key={part.written} at={part.at} />))}
    </>
  );
}

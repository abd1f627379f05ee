import type { ComponentChildren } from 'preact';
import type { IconName, Sign, Tone } from '../lib/words.ts';

const circle = <circle cx="8" cy="8" r="6.25" />;

/** Each has a shape of its own, so that none needs its colour to be told apart. */
const shapes: Readonly<Record<IconName, ComponentChildren>> = {
  check: [circle, <path d="M5.2 8.3l2 2 3.7-4.3" />],
  half: [circle, <path class="solid" d="M8 1.75a6.25 6.25 0 0 1 0 12.5z" />],
  alert: <path d="M8 2.2l6.2 11.3H1.8zM8 6.6v3.2M8 11.6v.2" />,
  hollow: <circle cx="8" cy="8" r="6.25" stroke-dasharray="2.6 2.3" />,
  pause: <path class="thick" d="M5.5 3.5v9M10.5 3.5v9" />,
  person: [<circle cx="8" cy="5" r="2.75" />, <path d="M2.75 14c.5-3 2.6-4.4 5.25-4.4s4.75 1.4 5.25 4.4" />],
  clock: [circle, <path d="M8 4.5V8l2.6 1.6" />],
  gate: <path d="M3 3l5 5-5 5M8.5 3l5 5-5 5" />,
  cross: [circle, <path d="M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8" />],
  commit: [<circle cx="8" cy="8" r="3" />, <path d="M.8 8H5M11 8h4.2" />],
  arrow: <path d="M2 8h11M9.2 4.2L13 8l-3.8 3.8" />,
  dot: <circle class="solid" cx="8" cy="8" r="2.2" />,
};

export function Icon({ name, tone }: { name: IconName; tone?: Tone }) {
  return (
    <svg class={`icon${tone === undefined ? '' : ` ${tone}`}`} viewBox="0 0 16 16" aria-hidden="true">
      {shapes[name]}
    </svg>
  );
}

/** A shape with its word. */
export function Pill({ sign }: { sign: Sign }) {
  return (
    <span class={`pill ${sign.tone}`}>
      <Icon name={sign.icon} />
      {sign.word}
    </span>
  );
}

/** A shape whose word is there for screen readers and on hover. */
export function Mark({ sign, title = sign.word }: { sign: Sign; title?: string }) {
  return (
    <span class="mark" title={title}>
      <Icon name={sign.icon} tone={sign.tone} />
      <span class="unseen">{sign.word}</span>
    </span>
  );
}

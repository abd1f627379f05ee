import { useEffect, useRef, useState } from 'preact/hooks';
import { createStore, useStore } from './store.ts';

const TICK_MS = 1000;

/** The one clock of the page; everything relative follows it. */
const now = createStore(Date.now());

export function startClock(document: Document): void {
  const tick = () => {
    if (!document.hidden) now.set(Date.now());
  };
  setInterval(tick, TICK_MS);
  document.addEventListener('visibilitychange', tick);
}

export const useNow = (): number => useStore(now);

/** A text that follows the clock; whoever shows it is drawn anew only when the text itself changes. */
export function useNowText(textAt: (now: number) => string): string {
  const [, setText] = useState('');
  const write = useRef(textAt);
  write.current = textAt;
  useEffect(() => now.subscribe(() => setText(write.current(now.get()))), []);
  return textAt(now.get());
}

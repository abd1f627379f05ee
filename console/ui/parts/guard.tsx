import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { sentenceOf } from '../state/api.ts';
import { Problem } from './bits.tsx';

/** A page that cannot be drawn says so, and does not take the others with it. */
export function Guard({ children }: { children: ComponentChildren }) {
  const [error] = useErrorBoundary((cause) => console.error(cause));
  if (error === undefined) return <>{children}</>;
  return <Problem text={`This page could not be drawn: ${sentenceOf(error)}. Reload it to try again.`} />;
}

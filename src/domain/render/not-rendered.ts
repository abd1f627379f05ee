/** An overlay whose manifests nobody here can tell; the message says why, after the overlay's name. */
export class NotRenderedError extends Error {
  override readonly name = 'NotRenderedError';
}

/** Whole, for people: `not rendered: apps/shop/overlays/prod needs https://...`. */
export const notRendered = (overlay: string, why: string): string => `not rendered: ${overlay} ${why}`;

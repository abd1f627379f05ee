/** Who caused an entry: a person's name from settings, or Towpath itself. */
export type Actor = { readonly kind: 'towpath' } | { readonly kind: 'person'; readonly name: string };

export const TOWPATH: Actor = { kind: 'towpath' };

const MOST_LISTED = 3;

/** `a, b, c and 4 more`: enough to find the others by. */
export const listed = (names: readonly string[]): string => {
  const more = names.length - MOST_LISTED;
  return names.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
};

/** As the sentences of the API call it: a hold or a stop may be by Towpath itself. */
export const who = (by: string): string => (by === 'towpath' ? 'Towpath' : by);

/** What is wrong with a value, and the way out. */
export interface Complaint {
  message: string;
  hint: string;
}

/** A zod issue has room for one text: message and hint travel in it, parted by a line break. */
export const inOneText = ({ message, hint }: Complaint) => `${message}\n${hint}`;

/** Reads what `inOneText` wrote; undefined for a text of zod's own. */
export function fromOneText(text: string): Complaint | undefined {
  const [message, hint] = text.split('\n');
  return message !== undefined && hint !== undefined ? { message, hint } : undefined;
}

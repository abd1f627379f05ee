const ANY_END = '*';
const SESSION = /^arn:[a-z-]+:sts::\d{12}:assumed-role\/[^/*]+\/[^/*]*\*$/;

/** Whether it stands for more than one identity: sessions of one role whose names begin alike. */
export const isArnPattern = (text: string): boolean => SESSION.test(text);

/** `arn:aws:sts::111122223333:assumed-role/Release/anna*` stands for the sessions of that role that begin with anna. */
export const matchesArn = (known: string, arn: string): boolean =>
  isArnPattern(known) ? arn.startsWith(known.slice(0, -ANY_END.length)) : known === arn;

/** Whether some identity is meant by both. */
export function arnsOverlap(one: string, other: string): boolean {
  if (!isArnPattern(one)) return matchesArn(other, one);
  if (!isArnPattern(other)) return matchesArn(one, other);
  const [a, b] = [one.slice(0, -ANY_END.length), other.slice(0, -ANY_END.length)];
  return a.startsWith(b) || b.startsWith(a);
}

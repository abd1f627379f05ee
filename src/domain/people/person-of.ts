import type { Person, Settings } from '../pipeline/types.ts';
import { matchesArn } from './arn-pattern.ts';
import type { Identity } from './identity.ts';

/**
 * The one person of the settings whom an identity stands for, whichever way they came. An identity of nobody, or of
 * several, is nobody's: whoever cannot be told for certain may not act.
 */
export function personOf(identity: Identity, { people }: Pick<Settings, 'people'>): Person | undefined {
  const [person, another] = people.filter((candidate) => is(candidate, identity));
  return another === undefined ? person : undefined;
}

function is({ name, arns, subject, slack }: Person, identity: Identity): boolean {
  switch (identity.kind) {
    case 'iam':
      return arns.some((known) => matchesArn(known, identity.arn));
    case 'oidc':
      return subject === identity.subject;
    case 'slack':
      return slack?.team === identity.team && slack.user === identity.user;
    case 'local':
      return name === identity.person;
  }
}

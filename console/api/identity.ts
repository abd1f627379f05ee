import { RefusedError } from '../../src/app/errors.ts';
import type { ConfigurationStore } from '../../src/ports/configuration.ts';

/** Who asks. `person` is a name in settings; without one the caller may look but not act. */
export interface Identity {
  readonly person?: string;
}

/** Undefined: the request is from nobody we know and gets nothing. */
export type Identify = (request: Request) => Promise<Identity | undefined>;

/**
 * For a local installation only: whoever has the token is its owner, and may act as any person of the settings, so
 * that approvals by several people can be walked through on one machine.
 */
export function identifyByToken(token: string, configuration: ConfigurationStore): Identify {
  return async (request) => {
    if (!isSame(request.headers.get('authorization') ?? '', `Bearer ${token}`)) return undefined;
    const person = request.headers.get('x-towpath-as');
    if (person === null) return {};
    const people = (await configuration.settings())?.people.map(({ name }) => name) ?? [];
    if (people.includes(person)) return { person };
    throw new RefusedError(
      `There is no person ${person} in the settings. Known: ${people.join(', ') || 'nobody'}.`,
    );
  };
}

/** The IAM identity that API Gateway has verified, looked up among the people's ARNs; a role's session name may vary. */
export function identifyByArn(
  arnOf: (request: Request) => string | undefined,
  configuration: ConfigurationStore,
): Identify {
  return async (request) => {
    const arn = arnOf(request);
    if (arn === undefined) return undefined;
    const settings = await configuration.settings();
    const person = settings?.people.find(({ arns }) => arns.some((known) => matches(known, arn)));
    return person === undefined ? {} : { person: person.name };
  };
}

/** `arn:aws:sts::111122223333:assumed-role/Developer/*` stands for every session of that role. */
const matches = (known: string, arn: string): boolean =>
  known.endsWith('/*') ? arn.startsWith(known.slice(0, -1)) : known === arn;

/** Takes as long for a wrong guess as for a right one of the same length. */
function isSame(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < b.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

import { RefusedError } from '../../src/app/errors.ts';
import type { Identity } from '../../src/domain/people/identity.ts';
import { personOf } from '../../src/domain/people/person-of.ts';
import type { ConfigurationStore } from '../../src/ports/configuration.ts';

/** Who asks. Without an identity, or one that is nobody's in the settings, the caller may look but not act. */
export interface Caller {
  readonly identity?: Identity;
  /** A name in settings. */
  readonly person?: string;
}

/** Undefined: the request is from nobody we know and gets nothing. */
export type Identify = (request: Request) => Promise<Caller | undefined>;

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
    if (people.includes(person)) return { identity: { kind: 'local', person }, person };
    throw new RefusedError(
      `There is no person ${person} in the settings. Known: ${people.join(', ') || 'nobody'}.`,
    );
  };
}

/** By what API Gateway's authorizer has verified, of the request; undefined where it has let nobody through. */
export function identifyBy(
  identityOf: (request: Request) => Identity | undefined,
  configuration: ConfigurationStore,
): Identify {
  return async (request) => {
    const identity = identityOf(request);
    if (identity === undefined) return undefined;
    const settings = await configuration.settings();
    const person = settings && personOf(identity, settings);
    return { identity, ...(person && { person: person.name }) };
  };
}

/** Takes as long for a wrong guess as for a right one of the same length. */
function isSame(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < b.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

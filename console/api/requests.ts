import type * as z from 'zod/mini';
import type { Identity } from '../../src/domain/people/identity.ts';
import { BadRequestError } from './errors.ts';

/** What the API knows of a caller. */
export interface Variables {
  /** Empty for a caller who is nobody's. */
  person: string;
  identity: Identity | undefined;
}

const WHO = 'Say who you are: choose a person on the page, or use --as <person>.';

/** No identity, no act: an anonymous caller may look and nothing else. */
export function person(name: string): string {
  if (name === '') throw new BadRequestError(WHO);
  return name;
}

/** Of a vote also one that is nobody's: the ledger is to have the attempt. */
export function known(identity: Identity | undefined): Identity {
  if (identity === undefined) throw new BadRequestError(WHO);
  return identity;
}

export async function json(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch (cause) {
    throw new BadRequestError('The body is not JSON.', { cause });
  }
}

export function parse<Shape extends z.ZodMiniType>(shape: Shape, value: unknown): z.output<Shape> {
  const parsed = shape.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new BadRequestError(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}

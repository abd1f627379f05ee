import type * as z from 'zod/mini';
import type { Identity } from '../../src/domain/people/identity.ts';
import { BadRequestError, BodyTooLongError } from './errors.ts';

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

/** A reason, a scope, a ballot: nothing that somebody writes by hand comes near this. */
const ACT_BYTES = 64 * 1024;
/** A pipeline file of a thousand targets has a tenth of it. */
export const FILE_BYTES = 1024 * 1024;

/** @throws BodyTooLongError @throws BadRequestError */
export async function json(request: Request, mostBytes = ACT_BYTES): Promise<unknown> {
  const body = await request.arrayBuffer();
  if (body.byteLength > mostBytes) throw new BodyTooLongError(body.byteLength, mostBytes);
  try {
    return JSON.parse(new TextDecoder().decode(body));
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

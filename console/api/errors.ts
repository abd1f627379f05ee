import type { Context } from 'hono';
import { ContendedLedgerError, NotFoundError, RefusedError } from '../../src/app/errors.ts';

/** The request itself is wrong; the message says what would be right. */
export class BadRequestError extends Error {
  override readonly name = 'BadRequestError';
}

/** The body is longer than this route reads. */
export class BodyTooLongError extends Error {
  override readonly name = 'BodyTooLongError';
  constructor(bytes: number, mostBytes: number) {
    super(`The body has ${bytes} bytes; this takes at most ${mostBytes}.`);
  }
}

/** Errors for people become their sentence; any other is logged by Lambda and says nothing of the inside. */
export function toResponse(error: Error, context: Context): Response {
  const { message } = error;
  if (error instanceof BadRequestError) return context.json({ message }, 400);
  if (error instanceof BodyTooLongError) return context.json({ message }, 413);
  if (error instanceof NotFoundError) return context.json({ message }, 404);
  if (error instanceof RefusedError) return context.json({ message }, 409);
  if (error instanceof ContendedLedgerError) return context.json({ message }, 503);
  console.error(error);
  return context.json({ message: 'Something went wrong inside Towpath; its log says what.' }, 500);
}

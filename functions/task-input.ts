import * as z from 'zod/mini';

/** What the state machine gives to every task; it is ours, so a mismatch is a defect and fails loudly. */
export const promotionTask = z.object({ pipeline: z.string(), promotion: z.string() });

export const callbackTask = z.extend(promotionTask, { token: z.string() });

export const awaitTask = z.extend(callbackTask, {
  for: z.enum(['stage', 'gates', 'health']),
  until: z.optional(z.string()),
});

export const failureTask = z.extend(promotionTask, { error: z.string(), cause: z.string() });

/**
 * What happened less than this ago may still be under way: the event is being delivered, or whoever recorded it is
 * about to follow it up. Nothing is found lost before.
 */
export const GRACE_MS = 60_000;

import type { PromotionStatusView } from '../../console/api/views.ts';

/** Every status of a promotion; the compiler sees to it that none is missing. */
const STATUSES: Readonly<Record<PromotionStatusView, true>> = {
  waiting: true,
  gated: true,
  committing: true,
  verifying: true,
  promoted: true,
  superseded: true,
  rejected: true,
  failed: true,
};

export const PROMOTION_STATUSES = Object.keys(STATUSES) as PromotionStatusView[];

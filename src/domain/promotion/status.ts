/**
 * `waiting` for the stage, `gated` in it, `committing` and `verifying` wave by wave; the last four are terminal, and
 * every promotion ends in exactly one of them (I3).
 */
export type PromotionStatus =
  | 'waiting'
  | 'gated'
  | 'committing'
  | 'verifying'
  | 'promoted'
  | 'superseded'
  | 'rejected'
  | 'failed';

export const TERMINAL = ['promoted', 'superseded', 'rejected', 'failed'] as const satisfies PromotionStatus[];

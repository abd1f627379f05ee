/**
 * `forged`: its signature is not that of the way it came by. `stale`: signed so, but more than five minutes from now,
 * as when somebody sends anew what they have recorded.
 */
export type Unproven = 'forged' | 'stale';

/** The first request of an hour, by one way, of which nobody knows who sent it. It holds nothing that the sender chose. */
export interface RefusedRequest {
  readonly via: string;
  readonly because: Unproven;
  /** When it came: the entry is made a little later. */
  readonly first: string;
}

/** What there is one entry an hour of. */
export const refusedRequestKey = ({ via, because }: Pick<RefusedRequest, 'via' | 'because'>): string =>
  `${via} ${because}`;

/** `2026-11-20T12`, in UTC: in the order of time as texts. */
export const refusedRequestHour = ({ first }: Pick<RefusedRequest, 'first'>): string => first.slice(0, 13);

const REASONS: Readonly<Record<Unproven, (via: string) => string>> = {
  forged: (via) => `${via} has not signed it`,
  stale: (via) => `${via} signed it more than five minutes before, or after`,
};

export const refusedRequestReason = ({ via, because }: RefusedRequest): string => REASONS[because](via);

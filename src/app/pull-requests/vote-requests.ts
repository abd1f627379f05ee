import type { Promotion, ProposedAs } from '../../domain/promotion/state.ts';

/** A vote on a promotion by what somebody did in its pull request, but for who and what. */
export const ballotOf = ({ id, pipeline, stage }: Promotion) => ({
  ...{ pipeline, stage, promotion: id },
  via: 'pull-request',
});

/** One approval is one vote. One that was given again after it had been taken back is another. */
export function requestOf({ dropped }: Promotion, { id }: ProposedAs, arn: string): string {
  const request = `pull request ${id} ${arn}`;
  const times = dropped?.requests.filter((fallen) => baseOf(fallen) === request).length ?? 0;
  return times === 0 ? request : `${request} #${times + 1}`;
}

/** The same, however often it was given. */
export const baseOf = (request: string): string => request.replace(/ #\d+$/, '');

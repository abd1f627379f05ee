import type { PullRequestView } from '../../api/views.ts';

/** In a tab of its own: it is another site, or on a laptop what stands in for one. */
export function PullRequest({ of: { id, state, url } }: { of: PullRequestView }) {
  return (
    <>
      {url === undefined ? (
        id
      ) : (
        <a href={url} target="_blank" rel="noreferrer">
          {id}
          <span class="unseen"> (in a new tab)</span>
        </a>
      )}
      {`, ${state}`}
    </>
  );
}

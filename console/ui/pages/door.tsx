/** For somebody without a token: how to get in. */
export function Door({ isRefused }: { isRefused: boolean }) {
  return (
    <main class="door" id="content">
      <img src="icon.svg" alt="" width="48" height="48" />
      <h1>{isRefused ? 'This link is no longer valid' : 'Open Towpath by its link'}</h1>
      <p>
        {isRefused
          ? 'Towpath did not accept the token of this tab. It was probably started anew.'
          : 'This page needs the token that is part of the link.'}
      </p>
      <ol>
        <li>
          Go to the terminal in which Towpath runs, or start it there: <code>npm start</code>
        </li>
        <li>
          Open the address that it prints. It looks like <code>{`${location.origin}/#token=…`}</code>
        </li>
      </ol>
      <p class="dim">
        The token stays in this tab until you close it. Other tabs of this browser may use it too.
      </p>
    </main>
  );
}

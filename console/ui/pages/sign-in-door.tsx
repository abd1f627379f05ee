import { goToSignIn, type SignIn, type SignInBrowser } from '../state/sign-in.ts';

export interface SignInDoorProps {
  readonly browser: SignInBrowser;
  readonly signIn: SignIn;
  /** Why the last attempt came to nothing. */
  readonly problem?: string | undefined;
  readonly isRefused: boolean;
}

/** For somebody who has not signed in, or no longer is. */
export function SignInDoor({ browser, signIn, problem, isRefused }: SignInDoorProps) {
  return (
    <main class="door" id="content">
      <img src="icon.svg" alt="" width="48" height="48" />
      <h1>{isRefused ? 'Your session is over' : 'Sign in to Towpath'}</h1>
      {problem !== undefined && <p role="alert">{problem}</p>}
      <p>
        <button type="button" onClick={() => void goToSignIn(browser, signIn)}>
          Sign in
        </button>
      </p>
      <p class="dim">The session lives in this tab and ends when you close or reload it.</p>
    </main>
  );
}

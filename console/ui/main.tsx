import { render } from 'preact';
import { App } from './app.tsx';
import { becomeCaller } from './state/api.ts';
import { startClock } from './state/now.ts';
import { recallPerson } from './state/person.ts';
import { followAddress } from './state/router.ts';
import { beginSession, session, signedIn } from './state/session.ts';
import { finishSignIn, loadSignIn, type SignInBrowser } from './state/sign-in.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no element with the id "app".');

const browser: SignInBrowser = {
  location,
  history,
  sessionStorage,
  crypto,
  fetch: (input, init) => fetch(input, init),
};

beginSession(window, new BroadcastChannel('towpath'));
const signIn =
  session.get().token === undefined ? await loadSignIn(browser).catch(() => undefined) : undefined;
let problem: string | undefined;
if (signIn !== undefined) {
  try {
    const token = await finishSignIn(browser, signIn);
    if (token !== undefined) {
      signedIn(token);
      await becomeCaller(sessionStorage);
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
  }
}
if (!session.get().isSignedIn) recallPerson(sessionStorage);
followAddress(window);
startClock(document);
render(<App {...(signIn && { door: { browser, signIn, problem } })} />, root);

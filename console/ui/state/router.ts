import { linkTo, parseRoute, type Route } from '../lib/route.ts';
import { type SessionBrowser, takeTokenFromLink } from './session.ts';
import { createStore } from './store.ts';

export const route = createStore<Route>({ page: 'fleet' });

/** Follows the address, also when somebody opens a link with a token in a tab that is in use. */
export function followAddress(browser: Window & SessionBrowser): void {
  const read = () => route.set(parseRoute(browser.location.hash));
  let isLinkFollowed = false;
  browser.document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('a[href^="#/"]') !== null) isLinkFollowed = true;
  });
  browser.addEventListener('hashchange', () => {
    takeTokenFromLink(browser);
    // On the way back the browser restores where the reader was.
    if (isLinkFollowed) browser.scrollTo(0, 0);
    isLinkFollowed = false;
    read();
  });
  read();
}

/** Changes the address without a step in the history: for filters. */
export function replaceRoute(next: Route): void {
  history.replaceState(null, '', linkTo(next));
  route.set(next);
}

import { render } from 'preact';
import { App } from './app.tsx';
import { startClock } from './state/now.ts';
import { recallPerson } from './state/person.ts';
import { followAddress } from './state/router.ts';
import { beginSession } from './state/session.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('index.html has no element with the id "app".');

beginSession(window, new BroadcastChannel('towpath'));
recallPerson(sessionStorage);
followAddress(window);
startClock(document);
render(<App />, root);

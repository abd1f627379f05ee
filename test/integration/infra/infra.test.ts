/** One file for all: to load the CDK costs more than the tests do, and so the suites share one template, too. */
import './checks.ts';
import './elsewhere.ts';
import './monitoring.ts';
import './rendering.ts';
import './roles.ts';
import './sign-in.ts';
import './snapshot.ts';
import './stack.ts';
import './triggers.ts';

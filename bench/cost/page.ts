import { parseConfig } from '../../infra/config.ts';
import { WRITE_UNITS } from '../../infra/constructs/alarms.ts';
import { billOf, total } from './bill.ts';
import type { Measured } from './measure.ts';
import { PRICES } from './prices.ts';
import {
  callsTable,
  functionsTable,
  goalsTable,
  idleTable,
  monthlyTable,
  promotionTable,
  type Table,
  unitsTable,
} from './tables.ts';

const { promotionsPerDay: EXPECTED } = parseConfig({ repository: 'fleet', branch: 'main' });

/** `docs/cost.md`, whole: nobody types a number of it. */
export const costPage = (measured: Measured, at: Date): string => `# What it costs

This page is written by \`npm run bench:cost -- --write\`; do not edit it. Measured on ${at.toISOString().slice(0, 10)} on the local cloud with
the functions as they are deployed. A meter at the wire counts requests, state transitions, invocations and the sizes of
items; \`bench/cost/prices.ts\` has the prices (${PRICES.region}, list of ${PRICES.date}) and the pages that they
belong to. Held against their pages were that of Step Functions and what CloudWatch gives free of charge (ten alarms, three
dashboards, 5 GB of logs); those of SQS against what others write of them. The rest was listed offline: check before you rely on it.

- *cold* is the first promotion after a deployment: every function starts and every cache is empty. *warm* is the next one.
- *10 targets* is a stage of three waves that two people approve.
- Flux sends two reports for each commit that it applies; each is an invocation. Its agents look once a minute, here six seconds
  after the commit: what they bring about is published apart from what led to it.

## Goals

${markdown(goalsTable(measured))}

## One promotion

${markdown(unitsTable(measured))}

${markdown(promotionTable(measured))}

${markdown(callsTable(measured))}

${markdown(functionsTable(measured))}

## A month

${markdown(monthlyTable(measured))}

${markdown(idleTable(measured))}

## How it is counted

- A state transition is a state that is entered, and the begin and the end of the execution, as in AWS's own example.
- Write units are those of the DynamoDB developer guide: the larger of old and new item in KB, rounded up, twice in a
  transaction, and the index on its own. A failed condition is counted as a write.
- Milliseconds are those of this machine, with a start of each function in *cold*. On AWS a request takes longer and a
  machine is not shared; time is a small part of the bill, so a factor of three does not change the picture.
- What is free of charge is so for an account, each month and for good; whatever else runs there shares it.
- That Lambda reads a queue where nothing comes 15 times a minute, five polls of 20 seconds side by side, is what others have
  measured (getlift/lift, issue 132); AWS documents long polling and five pollers to begin with. All of it is billed as SQS
  requests, of which a million are free. The queue for Argo CD's reports is not among those of the table, for it is deployed only
  where one is to send there (\`towpath:reportQueue\`): 657,000 requests more, $0.33.
- The alarm \`costs\` ([runbook](runbook.md#costs)) goes off when a day's writes are those of ${EXPECTED} promotions of one target, ${WRITE_UNITS} units each:
  $${(EXPECTED * total(billOf(measured.cold))).toFixed(2)} for that day. \`towpath:promotionsPerDay\` sets another number.
- Traces are counted as one for each invocation, which is the most that there can be: X-Ray records one request a second and a
  twentieth of what comes besides, and all tasks of an execution are one trace with it.
- CodeCommit bills roles that use the repository in a month as users. Five are free of charge; Towpath has as many roles as
  the manifest has functions with access to the repository, and each further one that is used costs $${PRICES.activeUserMonth.dollars}.
- Not counted: the agents' own \`git pull\`, data transfer, the archive of the event bus (its few kilobytes per promotion), metrics
  beyond ten that are free (a promotion writes to six or seven, and a metric is paid for by the hours in which something is written
  to it), and pulls of the web page by people who leave it open.
`;

const markdown = ([heading = [], ...rows]: Table): string =>
  [heading, heading.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** Shows the pull requests of the local CodeCommit, and does what the reader does there. No framework: it is a stand-in. */

import { connect, element, fail, find, watch } from './base.js';

const TOKEN = 'codecommit-token';
const REFRESH_MS = 2000;
const ask = connect(TOKEN);
const [, id] = /\/pull-requests\/(\d+)$/.exec(location.pathname) ?? [];
let shown = '';

/** The page of Towpath is of the same origin: a tab of it that is open hands over its token. */
const tabs = new BroadcastChannel('towpath');
tabs.addEventListener('message', ({ data }) => {
  if (data?.kind !== 'token' || sessionStorage.getItem(TOKEN)) return;
  sessionStorage.setItem(TOKEN, data.token);
  void refresh();
});
if (!sessionStorage.getItem(TOKEN)) tabs.postMessage({ kind: 'ask' });

async function act(what) {
  try {
    await ask('/codecommit/api/act', { id, as: find('as').value, ...what });
    fail();
  } catch (error) {
    fail(error.message);
  }
  shown = '';
  await refresh();
}

const when = (seconds) => new Date(seconds * 1000).toLocaleString();
const pill = (status) => element('span', { className: `pill ${status}` }, status);
const button = (text, what, className = '') =>
  element('button', { type: 'button', className, onclick: () => act(what) }, text);

async function refresh() {
  const { actors, pullRequests } = await ask('/codecommit/api/pull-requests');
  if (find('actors').childElementCount === 0) {
    find('actors').append(...actors.map((value) => element('option', { value })));
    find('as').value = sessionStorage.getItem('codecommit-as') ?? actors[0] ?? '';
  }
  const pull = id && (await ask(`/codecommit/api/pull-requests/${id}`));
  const next = JSON.stringify(pull ?? pullRequests);
  // What somebody is typing stays.
  if (next === shown || find('main').contains(document.activeElement?.closest('form') ?? null)) return;
  shown = next;
  find('main').replaceChildren(...(pull ? showOne(pull) : showList(pullRequests)));
}

function showList(pulls) {
  if (pulls.length === 0)
    return [
      element(
        'p',
        { className: 'empty' },
        'None yet. A stage with "change: pull-request", or with an approval "via: pull-request", opens them.',
      ),
    ];
  const rows = pulls.map(({ id: number, title, status, created }) =>
    element(
      'li',
      {},
      pill(status),
      element('a', { href: `/codecommit/pull-requests/${number}` }, `${number}: ${title}`),
      element('small', {}, when(created)),
    ),
  );
  return [element('ul', { className: 'list' }, ...rows)];
}

function showOne(pull) {
  const { title, status, description, author, created, target, revision } = pull;
  const merged = target.mergeMetadata;
  return [
    element('h2', {}, `${id}: ${title} `, pill(status)),
    element(
      'p',
      { className: 'quiet' },
      `${target.sourceReference.replace('refs/heads/', '')} into ${target.destinationReference.replace('refs/heads/', '')}, by ${author} at ${when(created)}; revision ${revision.slice(0, 8)}`,
    ),
    ...(merged.isMerged
      ? [
          element(
            'p',
            {},
            `Merged by ${merged.mergedBy} as ${merged.mergeCommitId.slice(0, 8)} (${merged.mergeOption})`,
          ),
        ]
      : []),
    showDescription(description),
    showApprovals(pull),
    ...(status === 'open' ? [showActs(pull)] : []),
    element('h3', {}, 'Changes'),
    showDiff(pull.diff),
    ...(status === 'open' ? [showPush(pull.diff)] : []),
    element('h3', {}, 'Comments'),
    ...showComments(pull.comments),
  ];
}

/** Addresses become links. */
function showDescription(text) {
  const parts = text
    .split(/(https?:\/\/\S+)/)
    .map((part) => (/^https?:/.test(part) ? element('a', { href: part }, part) : part));
  return element('p', { className: 'text' }, ...parts);
}

function showApprovals({ rules, evaluation, approvals, status }) {
  const satisfied = evaluation.approvalRulesSatisfied;
  const said = rules.map(({ approvalRuleName: name, approvalRuleContent: content }) => {
    const [{ NumberOfApprovalsNeeded: needed, ApprovalPoolMembers: pool = ['anybody'] }] =
      JSON.parse(content).Statements;
    const state = satisfied.includes(name) ? 'satisfied' : 'not satisfied';
    return element('li', {}, `${name}: ${state} (${needed} of ${pool.join(', ')})`);
  });
  const names = approvals.filter(({ approvalState }) => approvalState === 'APPROVE');
  return element(
    'section',
    {},
    element('h3', {}, 'Approval'),
    element('ul', {}, ...(said.length > 0 ? said : [element('li', {}, 'No rules.')])),
    ...(evaluation.overridden ? [element('p', {}, 'The rules are set aside.')] : []),
    element(
      'p',
      {},
      names.length > 0
        ? `Approved${status === 'open' ? ' as it is now' : ''} by ${names.map(({ userArn }) => userArn).join(', ')}`
        : 'Approved by nobody.',
    ),
  );
}

const showActs = ({ evaluation }) =>
  element(
    'div',
    { className: 'actions' },
    button('Approve', { kind: 'approve' }, 'primary'),
    button('Take approval back', { kind: 'take-back' }),
    evaluation.overridden
      ? button('Restore rules', { kind: 'restore-rules' })
      : button('Override rules', { kind: 'override' }),
    ...['squash', 'three-way', 'fast-forward'].map((by) => button(`Merge (${by})`, { kind: 'merge', by })),
    button('Close', { kind: 'close' }, 'danger'),
  );

function showDiff(text) {
  const lines = text.split('\n').map((line) => {
    const sign = /^(\+\+\+|---|diff|index|@@)/.test(line)
      ? 'head'
      : { '+': 'added', '-': 'removed' }[line[0]];
    return element('span', { className: sign ?? '' }, `${line}\n`);
  });
  return element('pre', { tabIndex: 0 }, ...(text === '' ? ['Nothing differs.'] : lines));
}

/** A form of its own, so that what is typed is not refreshed away. */
function form(heading, what, ...fields) {
  const made = element(
    'form',
    {
      onsubmit(event) {
        event.preventDefault();
        const values = Object.fromEntries(new FormData(made));
        document.activeElement?.blur();
        void act({ ...what, ...values });
      },
    },
    ...fields,
    element('button', {}, heading),
  );
  return made;
}

function showPush(diff) {
  const path = /^\+\+\+ b\/(.*)$/m.exec(diff)?.[1] ?? '';
  return element(
    'details',
    {},
    element('summary', {}, 'Push a file to its branch'),
    form(
      'Push',
      { kind: 'push' },
      element(
        'label',
        {},
        'File ',
        element('input', { name: 'path', value: path.replace(/[^/]*$/, 'more.yaml') }),
      ),
      element('label', {}, 'Text ', element('textarea', { name: 'text', rows: 4 })),
    ),
  );
}

const showComments = (comments) => [
  ...comments.map(({ content, authorArn, creationDate }) =>
    element(
      'article',
      {},
      element('p', { className: 'quiet' }, `${authorArn} at ${when(creationDate)}`),
      element('p', { className: 'text' }, content),
    ),
  ),
  form(
    'Comment',
    { kind: 'comment' },
    element('label', {}, 'Comment ', element('textarea', { name: 'text', rows: 2 })),
  ),
];

find('as').addEventListener('change', (event) => sessionStorage.setItem('codecommit-as', event.target.value));

void watch(refresh, REFRESH_MS);

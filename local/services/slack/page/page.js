/** Shows the channels of the stand-in, and does what the reader does there. No framework: it is a test double. */

import { connect, element, fail, find, watch } from './base.js';

const REFRESH_MS = 1000;

const ask = connect('slack-token');

let user = sessionStorage.getItem('slack-user') ?? '';
let channel = '';
let shown = '';

async function act(what) {
  try {
    const { failure } = await ask('/slack/act', { user, ...what });
    fail(failure);
  } catch (error) {
    fail(error.message);
  }
  await refresh();
}

async function refresh() {
  const state = await ask(`/slack/state?user=${encodeURIComponent(user)}`);
  if (user === '' && state.users.length > 0) user = state.users[0].id;
  if (channel === '') channel = state.channels[0] ?? '';
  const next = JSON.stringify([state, user, channel]);
  if (next === shown) return;
  shown = next;
  showPeople(state.users);
  showChannels(state.channels);
  showMessages(state.messages.filter((message) => message.channel === channel));
  showDialog(state.dialog);
}

function showPeople(users) {
  const options = users.map(({ id, name }) => element('option', { value: id, selected: id === user }, name));
  find('user').replaceChildren(...options);
}

function showChannels(channels) {
  find('channels').replaceChildren(
    ...channels.map((id) => {
      const button = element('button', { onclick: () => choose(id) }, `# ${id}`);
      if (id === channel) button.setAttribute('aria-current', 'true');
      return button;
    }),
  );
}

function choose(id) {
  channel = id;
  void refresh();
}

function showMessages(messages) {
  const roots = messages.filter(({ thread, broadcast }) => !thread || broadcast);
  const list = roots.map((message) => {
    const article = showMessage(message);
    const replies = messages.filter(({ thread }) => thread === message.ts);
    if (replies.length > 0)
      article.append(element('div', { className: 'thread' }, ...replies.map(showMessage)));
    return article;
  });
  const empty = element('p', { className: 'empty' }, 'Nothing was said here yet.');
  find('messages').replaceChildren(...(list.length > 0 ? list : [empty]));
  find('messages').lastElementChild?.scrollIntoView({ block: 'end' });
}

function showMessage(message) {
  const { ts, onlyFor, edited, broadcast, blocks, text } = message;
  const at = new Date(Number(ts) * 1000).toLocaleTimeString();
  const marks = [at, edited && 'edited', onlyFor && 'only visible to you', broadcast && 'from a thread'];
  return element(
    'article',
    { className: onlyFor ? 'ephemeral' : '' },
    element('p', { className: 'who' }, 'Towpath ', element('small', {}, marks.filter(Boolean).join(' · '))),
    ...(blocks.length > 0 ? blocks.map((block) => showBlock(block, message)) : [showText(text)]),
  );
}

function showBlock(block, message) {
  if (block.type === 'header') return element('h2', {}, block.text.text);
  if (block.type === 'actions')
    return element(
      'div',
      { className: 'actions' },
      ...block.elements.map((button) => showButton(button, message)),
    );
  const fields = (block.fields ?? []).map(({ text }) => showText(text));
  return element(
    'div',
    { className: 'section' },
    ...(block.text ? [showText(block.text.text)] : []),
    ...(fields.length > 0 ? [element('div', { className: 'fields' }, ...fields)] : []),
  );
}

function showButton({ text, style, action_id: action, url }, { ts }) {
  const press = () => act({ kind: 'press', channel, ts, action });
  if (url === undefined) return element('button', { className: style ?? '', onclick: press }, text.text);
  return element(
    'a',
    { className: 'button', href: url, target: '_blank', rel: 'noreferrer', onclick: press },
    text.text,
  );
}

/** Slack's markup, as far as it is used: *bold*, and three characters that are written out. */
function showText(text) {
  const parts = text.split(/(\*[^*\n]+\*)/).map((part) => {
    const plain = part.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
    return /^\*[^*\n]+\*$/.test(part) ? element('b', {}, plain.slice(1, -1)) : plain;
  });
  return element('p', { className: 'text' }, ...parts);
}

function showDialog(open) {
  const dialog = find('dialog');
  if (!open) {
    dialog.close();
    return;
  }
  const { id, view, errors = {} } = open;
  const inputs = view.blocks.filter(({ type }) => type === 'input');
  const form = element(
    'form',
    { onsubmit: (event) => submit(event, id) },
    element('h2', {}, view.title.text),
    ...inputs.flatMap(({ block_id: block, label }) => [
      element('label', { htmlFor: block }, label.text),
      element('textarea', { id: block, name: block, rows: 4 }),
      element('p', { className: 'error', role: 'alert' }, errors[block] ?? ''),
    ]),
    element('button', { type: 'button', onclick: () => act({ kind: 'close', view: id }) }, view.close.text),
    element('button', { className: 'danger' }, view.submit.text),
  );
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
}

function submit(event, view) {
  event.preventDefault();
  void act({ kind: 'submit', view, values: Object.fromEntries(new FormData(event.target)) });
}

find('user').addEventListener('change', (event) => {
  user = event.target.value;
  sessionStorage.setItem('slack-user', user);
  void refresh();
});

find('command').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = find('text').value.trim();
  if (!text.startsWith('/towpath')) return fail('Here only /towpath is understood.');
  find('text').value = '';
  return act({ kind: 'command', channel, text: text.slice('/towpath'.length).trim() });
});

void watch(refresh, REFRESH_MS);

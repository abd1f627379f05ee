import type { CardBallot, ChatMessage } from '../domain/chat/message.ts';
import type { Reply } from '../ports/chat.ts';

type Block = Readonly<Record<string, unknown>>;

/** Slack's own limits, in characters; what is longer is refused as a whole. */
const LONGEST = { header: 150, section: 3000, field: 2000, text: 3000 } as const;
const MOST_FIELDS = 10;
const MOST_LINE = 700;

export const ACTIONS = {
  approve: 'towpath.approve',
  reject: 'towpath.reject',
  details: 'towpath.details',
} as const;
export const REJECTION = { callback: 'towpath.rejection', block: 'reason', input: 'text' } as const;

/** A message in Block Kit; `text` is what notifications and screen readers get. */
export function toBlocks(message: ChatMessage): { text: string; blocks: Block[] } {
  const { summary, heading, facts = [], lists = [] } = message;
  const text = clip(escaped(summary), LONGEST.text);
  const fields = facts.slice(0, MOST_FIELDS).map(({ name, text: value }) => field(name, value));
  return {
    text,
    blocks: [
      heading === undefined ? section(text) : header(heading),
      ...(fields.length > 0 ? [{ type: 'section', fields }] : []),
      ...lists.map(({ title, lines }) => section(listText(title, lines))),
      ...buttons(message),
    ],
  };
}

const header = (text: string): Block => ({
  type: 'header',
  text: { type: 'plain_text', text: clip(text, LONGEST.header), emoji: false },
});

const section = (text: string): Block => ({
  type: 'section',
  text: { type: 'mrkdwn', text, verbatim: true },
});

const field = (name: string, value: string): Block => ({
  type: 'mrkdwn',
  text: clip(`*${escaped(name)}*\n${escaped(value)}`, LONGEST.field),
  verbatim: true,
});

/** As many whole lines as there is room for. */
function listText(title: string, lines: readonly string[]): string {
  let text = `*${escaped(title)}*`;
  for (const [index, line] of lines.entries()) {
    const more = `\n• ${clip(escaped(line), MOST_LINE)}`;
    if (text.length + more.length > LONGEST.section - 40)
      return `${text}\n… and ${lines.length - index} more`;
    text += more;
  }
  return text;
}

function buttons({ ballot, link }: ChatMessage): Block[] {
  const details = link === undefined ? [] : [{ ...button('details', 'Details'), url: link }];
  const votes =
    ballot === undefined
      ? []
      : [
          { ...button('approve', 'Approve'), style: 'primary', value: JSON.stringify(ballot) },
          { ...button('reject', 'Reject'), style: 'danger', value: JSON.stringify(ballot) },
        ];
  const elements = [...votes, ...details];
  return elements.length > 0 ? [{ type: 'actions', elements }] : [];
}

const button = (action: keyof typeof ACTIONS, text: string): Block => ({
  type: 'button',
  action_id: ACTIONS[action],
  text: plain(text),
});

/** The dialog that asks why somebody rejects; Slack gives `private_metadata` back with the answer. */
export const rejectionDialog = (ballot: CardBallot, reply: Reply): Block => ({
  type: 'modal',
  callback_id: REJECTION.callback,
  private_metadata: JSON.stringify({ ballot, reply }),
  title: plain('Reject'),
  submit: plain('Reject'),
  close: plain('Cancel'),
  blocks: [
    {
      type: 'input',
      block_id: REJECTION.block,
      label: plain('Why? A rejection is final for this promotion.'),
      element: { type: 'plain_text_input', action_id: REJECTION.input, multiline: true, max_length: 1000 },
    },
  ],
});

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });

/** The three characters that mean something in Slack's texts: with them written out, nobody can be mentioned. */
export const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** By code points, and never within an escape. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = [...text.slice(0, most - 1)].join('').replace(/&[a-z]*$/, '');
  return `${cut.replace(/[\uD800-\uDBFF]$/, '')}…`;
}

import { describe, expect, it } from 'vitest';
import { problemsOfBlocks, problemsOfView } from '../../../../../local/services/slack/limits.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (more: object = {}) => ({ type: 'button', text: plain('Go'), action_id: 'go', ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });

describe('what Slack takes', () => {
  it.each<[string, object[]]>([
    ['a section of 3,000 characters', [section('x'.repeat(3000))]],
    ['50 blocks', Array.from({ length: 50 }, () => section('x'))],
    ['a button of 2,000 characters', [actions(button({ value: 'x'.repeat(2000), style: 'danger' }))]],
    [
      'a header, a divider, a context',
      [{ type: 'header', text: plain('h') }, { type: 'divider' }, { type: 'context' }],
    ],
    ['fields', [{ type: 'section', fields: [{ type: 'mrkdwn', text: 'f' }] }]],
  ])('%s', (_, blocks) => {
    expect(problemsOfBlocks(blocks)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['one block more', Array.from({ length: 51 }, () => section('x')), 'no more than 50 blocks are allowed'],
    ['one character more', [section('x'.repeat(3001))], 'text: must be less than 3001 characters'],
    ['no text', [section('')], 'text must be more than 0 characters'],
    ['a section without anything', [{ type: 'section' }], 'must have text or fields'],
    [
      'too many fields',
      [{ type: 'section', fields: Array(11).fill(plain('f')) }],
      'must have 1 to 10 fields',
    ],
    ['a long value', [actions(button({ value: 'x'.repeat(2001) }))], 'value: must be less than 2001'],
    ['a long label', [actions(button({ text: plain('x'.repeat(76)) }))], 'text: must be less than 76'],
    ['a style of its own', [actions(button({ style: 'blue' }))], 'unknown style'],
    ['two buttons of one name', [actions(button(), button())], 'action_id must be unique'],
    ['actions without any', [actions()], 'must have 1 to 25 elements'],
    ['another element', [actions({ type: 'datepicker' })], 'unsupported element: datepicker'],
    ['another block', [{ type: 'video' }], 'unsupported type: video'],
    [
      'markup in a header',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'h' } }],
      'text must be plain_text',
    ],
    ['no list', 'blocks', 'blocks: must be a list'],
  ])('is not %s', (_, blocks, problem) => {
    expect(problemsOfBlocks(blocks).join()).toContain(problem);
  });

  it('in a dialog is a title of 24 characters, a button to send it, and 3,000 characters of its own', () => {
    const input = { type: 'input', label: plain('l'), element: {} };
    const view = { type: 'modal', title: plain('t'), submit: plain('s'), blocks: [input] };
    expect(problemsOfView(view)).toEqual([]);
    expect(problemsOfView({ ...view, title: plain('x'.repeat(25)) })).toHaveLength(1);
    expect(problemsOfView({ ...view, submit: undefined })).toHaveLength(1);
    expect(problemsOfView({ ...view, private_metadata: 'x'.repeat(3001) })).toHaveLength(1);
    expect(
      problemsOfView({ ...view, type: 'home', blocks: [{ type: 'input', label: plain('l') }] }),
    ).toHaveLength(2);
  });
});

import { describe, expect, it } from 'vitest';
import { problemsOfBlocks, problemsOfView } from '../../../local/services/slack/limits.ts';
import { clip, rejectionDialog, toBlocks } from '../../../src/slack/blocks.ts';

const long = 'x & <y> '.repeat(2000);
const text = (value: unknown) => JSON.stringify(value);

describe('a message in blocks', () => {
  it('is what Slack takes, however long everything is', () => {
    const { blocks, text: summary } = toBlocks({
      summary: long,
      heading: long,
      facts: Array.from({ length: 20 }, () => ({ name: long, text: long })),
      lists: [{ title: 'Many', lines: Array.from({ length: 300 }, () => long) }],
      link: 'https://towpath.example.com/#/promotions/p',
      ballot: { promotion: 'p', seen: { digest: 'd', commit: 'c' } },
    });
    expect(problemsOfBlocks(blocks)).toEqual([]);
    expect(summary.length).toBeLessThanOrEqual(3000);
    expect(text(blocks)).toContain('… and ');
  });

  it('says in words that nobody can be mentioned with', () => {
    const { blocks, text: summary } = toBlocks({ summary: '<!channel> & <@U1>' });
    expect(summary).toBe('&lt;!channel&gt; &amp; &lt;@U1&gt;');
    expect(blocks).toEqual([{ type: 'section', text: { type: 'mrkdwn', text: summary, verbatim: true } }]);
  });

  it('lists lines below their title', () => {
    const { blocks } = toBlocks({ summary: 's', lists: [{ title: 'Votes', lines: ['alice', 'bob'] }] });
    expect(blocks[1]).toMatchObject({ text: { text: '*Votes*\n• alice\n• bob' } });
  });

  it('has buttons only where it takes votes, and a link where there is one', () => {
    const actions = (message: object) =>
      toBlocks({ summary: 's', heading: 'h', ...message }).blocks.flatMap(({ elements = [] }) =>
        (elements as { action_id: string }[]).map(({ action_id }) => action_id),
      );
    expect(actions({})).toEqual([]);
    expect(actions({ link: 'https://x' })).toEqual(['towpath.details']);
    expect(actions({ ballot: { promotion: 'p' } })).toEqual(['towpath.approve', 'towpath.reject']);
  });

  it('is cut neither within an escape nor within a character', () => {
    expect(clip('a&amp;b', 5)).toBe('a…');
    expect(clip('a😀b', 3)).toBe('a…');
    expect(clip('short', 5)).toBe('short');
  });
});

it('the question for a reason is a dialog that Slack takes', () => {
  expect(problemsOfView(rejectionDialog({ promotion: 'p' }, { user: 'U1' }))).toEqual([]);
});

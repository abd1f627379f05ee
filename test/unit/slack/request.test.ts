import { describe, expect, it } from 'vitest';
import { readCommand, readInteraction } from '../../../src/slack/request.ts';
import { answerOf, pressOf } from '../../fakes/slack.ts';

const form = (payload: object): string =>
  new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
const interaction = (payload: object) => readInteraction(form(payload), 'v0=1');
const ballot = { promotion: 'checkout_prod_3f9c0a1b2d4e_1' };

describe('what Slack sends', () => {
  it('of a guest from another workspace is theirs, in ours', () => {
    const press = pressOf('U1', 'towpath.approve', ballot);
    const guest = { ...press, user: { id: 'U1', team_id: 'T9' } };
    expect(interaction(guest)).toMatchObject({
      ...{ kind: 'vote', verdict: 'approve', team: 'T1', request: 'v0=1' },
      identity: { kind: 'slack', team: 'T9', user: 'U1' },
      reply: { url: 'https://hooks.slack.com/actions/1', channel: 'C2', user: 'U1' },
    });
  });

  it('may leave out one of the workspaces, and not both', () => {
    const { team: _, ...press } = pressOf('U1', 'towpath.approve', ballot);
    expect(interaction(press)).toMatchObject({ team: 'T1' });
    expect(() => interaction({ ...press, user: { id: 'U1' } })).toThrow('user.team_id: it is nowhere');
    expect(interaction({ ...press, user: { id: 'U1' }, team: { id: 'T3' } })).toMatchObject({
      identity: { team: 'T3' },
    });
  });

  it('may come from nowhere in particular', () => {
    const { channel: _, response_url: __, ...press } = pressOf('U1', 'towpath.approve', ballot);
    expect(interaction(press)).toMatchObject({ reply: { user: 'U1' } });
  });

  it('of another dialog, another button, or without a trigger is nothing', () => {
    const { trigger_id: _, ...late } = pressOf('U1', 'towpath.reject', ballot);
    const dialog = answerOf('U1', ballot, 'no');
    const other = { ...dialog, view: { ...dialog.view, callback_id: 'else' } };
    for (const payload of [late, other, { ...pressOf('U1', 'x', ballot), actions: [] }])
      expect(interaction(payload)).toEqual({ kind: 'none' });
  });

  it('without the answer has no reason', () => {
    const dialog = answerOf('U1', ballot, 'no');
    const values = { values: {} };
    expect(interaction({ ...dialog, view: { ...dialog.view, state: values } })).toEqual({
      kind: 'no-reason',
    });
  });

  it.each([
    ['no JSON', () => readInteraction('payload=%7B', 'v0=1'), 'payload: it is not JSON'],
    ['no payload', () => readInteraction('', 'v0=1'), 'payload: it is not JSON'],
    ['no type', () => interaction({}), 'type: '],
    ['a button without a value', () => interaction({ ...press(), actions: [approve] }), 'not JSON'],
    ['a command of nobody', () => readCommand('text=status', 'v0=1'), 'user_id: '],
  ])('with %s is malformed', (_, read, why) => {
    expect(read).toThrow(why);
  });

  it('is a command, if need be without text', () => {
    expect(readCommand('team_id=T1&user_id=U1', 'v0=1')).toEqual({
      ...{ kind: 'command', text: '', team: 'T1', request: 'v0=1', reply: { user: 'U1' } },
      identity: { kind: 'slack', team: 'T1', user: 'U1' },
    });
  });
});

const approve = { action_id: 'towpath.approve', type: 'button' };
const press = () => pressOf('U1', 'towpath.approve', ballot);

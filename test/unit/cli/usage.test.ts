import { describe, expect, it } from 'vitest';
import { towpath } from './harness.ts';

const COMMANDS = [
  'status',
  'release',
  'promotion',
  'explain',
  'ledger',
  'watch',
  'approve',
  'reject',
  'hold',
  'release-hold',
  'stop',
  'resume',
  'promote',
  'rollback',
  'unmark',
  'validate',
  'test',
  'push',
  'event',
  'agent',
];

describe('the command line', () => {
  it('lists every command and the exit codes in its help, within 80 columns', async () => {
    const { code, stdout } = await towpath(['--help']);
    expect(code).toBe(0);
    for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    expect(stdout).toMatch(/Exit codes:\n {2}0 {2}done\n {2}1 .*\n.*\n {2}2 .*\n {2}3 .*\n {2}4 /);
    expect(Math.max(...stdout.split('\n').map((text) => text.length))).toBeLessThanOrEqual(80);
  });

  it.each(COMMANDS)('explains %s with examples', async (command) => {
    const { code, stdout } = await towpath([command, '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain(`Examples:\n  $ towpath ${command}`);
    expect(stdout).toContain('--json');
  });

  it('shows its help and ends with 2 when nothing was asked for', async () => {
    const { code, stdout, stderr } = await towpath([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: towpath /);
  });

  it.each([
    [['statsu'], "unknown command 'statsu' (Did you mean status?). See: towpath --help"],
    [['explain', 'checkout'], "missing required argument 'stage'. See: towpath explain --help"],
    [['status', '--jsn'], "unknown option '--jsn' (Did you mean --json?). See: towpath status --help"],
    [
      ['promotion', 'a', 'b'],
      "too many arguments for 'promotion'. Expected 1 argument but got 2. See: towpath promotion --help",
    ],
  ])('ends with 2 and one line for %s', async (argv, complaint) => {
    expect(await towpath(argv)).toMatchObject({ code: 2, stdout: '', stderr: `towpath: ${complaint}\n` });
  });
});

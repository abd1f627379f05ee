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
  'init',
  'doctor',
  'diff',
  'override',
  'dead-letters',
  'redrive',
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

  it('shows of a command within another its own options and those of the program', async () => {
    const { stdout } = await towpath(['agent', 'flux', '--help']);
    expect(stdout).toMatch(/Options:\n {2}--cluster[\s\S]*Global Options:\n {2}--url/);
    expect(stdout).not.toContain('--fail');
  });

  it('knows no help for what is no command', async () => {
    const { code, stderr } = await towpath(['help', 'frobnicate']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/\ntowpath: There is no command frobnicate\.\n$/);
  });

  it.each([
    [['agent', 'flux'], "required option '--cluster <name>' not specified. See: towpath agent flux --help"],
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

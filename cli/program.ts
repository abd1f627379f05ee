import { type Argument, Command, type Option } from 'commander';
import { addAgent } from './commands/agent.ts';
import { addDeadLetters, addRedrive } from './commands/dead-letters.ts';
import { addDiff } from './commands/diff.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvent } from './commands/event.ts';
import { addExplain } from './commands/explain.ts';
import { addHold, addReleaseHold } from './commands/hold.ts';
import { addInit } from './commands/init.ts';
import { addLedger } from './commands/ledger.ts';
import { addOverride } from './commands/override.ts';
import { addPromote, addRollback, addUnmark } from './commands/promote.ts';
import { addPromotion } from './commands/promotion.ts';
import { addPush } from './commands/push.ts';
import { addRelease } from './commands/release.ts';
import { addSlack } from './commands/slack.ts';
import { addStatus } from './commands/status.ts';
import { addResume, addStop } from './commands/stop.ts';
import { addTest } from './commands/test.ts';
import { addValidate } from './commands/validate.ts';
import { addApprove, addReject } from './commands/vote.ts';
import { addWatch } from './commands/watch.ts';
import type { AddCommand, Perform } from './context.ts';
import type { Io } from './io.ts';

const GROUPS: readonly (readonly [string, readonly AddCommand[]])[] = [
  ['See:', [addStatus, addRelease, addPromotion, addDiff, addExplain, addLedger, addWatch]],
  [
    'Act:',
    [
      addApprove,
      addReject,
      addOverride,
      addHold,
      addReleaseHold,
      addStop,
      addResume,
      addPromote,
      addRollback,
      addUnmark,
    ],
  ],
  ['Check and set up:', [addInit, addValidate, addTest, addDoctor, addSlack]],
  ['Mend:', [addDeadLetters, addRedrive]],
  ['Try out (local installation only):', [addPush, addEvent, addAgent]],
];

const NOTES = `
Exit codes:
  0  done
  1  the answer is no: problems found, a scenario does not hold, not allowed,
     ledger and state differ, or a watched release did not reach every stage
  2  wrong usage
  3  not found
  4  no connection, not authenticated, or an error of the server

Towpath is found by --url and --token, else by TOWPATH_URL and TOWPATH_TOKEN,
else by .data/local.json, which npm start writes. TOWPATH_AS stands for --as.`;

/** Commander never writes an error or exits: `run` does. */
export function createProgram(io: Io, perform: Perform): Command {
  const { stdout, stderr } = io;
  const program = new Command('towpath')
    .description('Sees and steers the promotions of releases from stage to stage.')
    .option('--url <url>', 'address of Towpath')
    .option('--token <token>', 'token of that address')
    .option('--as <person>', 'whom to act for, by the name in the settings')
    .option('--json', "print the API's answer as JSON")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, subcommandTerm, visibleGlobalOptions })
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      outputError: () => {},
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText('after', NOTES);
  for (const [group, commands] of GROUPS) {
    program.commandsGroup(group);
    for (const add of commands) add(program, perform);
  }
  return program.commandsGroup('More:').helpCommand('help [command]', 'how a command is used');
}

/** Those of the program alone: what a command can do is no option of the commands within it. */
function visibleGlobalOptions(command: Command): Option[] {
  let root = command;
  while (root.parent !== null) root = root.parent;
  return root === command ? [] : [...root.options];
}

/** Without `[options]`, which nearly all have and which leaves the sentence no room in 80 columns. */
const subcommandTerm = (command: Command): string =>
  [command.name(), ...command.registeredArguments.map(argumentTerm)].join(' ');

const argumentTerm = (argument: Argument): string =>
  argument.required ? `<${argument.name()}>` : `[${argument.name()}]`;

import { type Command, CommanderError } from 'commander';
import { openContext } from './context.ts';
import { EXIT, type ExitCode, exitCodeOf, sentenceOf } from './exit-code.ts';
import type { Io } from './io.ts';
import { printable } from './output/printable.ts';
import { createProgram } from './program.ts';

/** The whole program. @param argv without node and the script. @returns the exit code; it throws nothing. */
export async function run(argv: readonly string[], io: Io): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.done;
  const program = createProgram(io, async (act, mode) => {
    exitCode = await act(await openContext(program.opts(), io, mode));
  });
  const complain = (sentence: string): void => {
    io.stderr.write(`towpath: ${printable(sentence)}\n`);
  };
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      complain(sentenceOf(error));
      return exitCodeOf(error);
    }
    if (error.exitCode === 0) return EXIT.done;
    const [, unknown] = argv[0] === 'help' ? argv : [];
    if (error.code !== 'commander.help') complain(usageSentence(error, commandIn(program, argv)));
    else if (unknown !== undefined) complain(`There is no command ${unknown}.`);
    return EXIT.usage;
  }
}

/** `agent flux` of `agent flux --cluster x`: the words that are commands, one within the other. */
function commandIn(program: Command, argv: readonly string[]): string {
  let command = program;
  for (const word of argv) command = command.commands.find((inner) => inner.name() === word) ?? command;
  const names: string[] = [];
  for (let at: Command | null = command; at !== null; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

const usageSentence = ({ message }: CommanderError, command: string): string =>
  `${message.replace(/^error: /, '').replace(/\.$/, '')}. See: ${command} --help`;

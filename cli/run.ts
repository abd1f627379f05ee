import { CommanderError } from 'commander';
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
    const names = new Set(program.commands.map((command) => command.name()));
    const command = argv.find((word) => names.has(word));
    if (error.code !== 'commander.help') complain(usageSentence(error, command));
    return EXIT.usage;
  }
}

function usageSentence({ message }: CommanderError, command: string | undefined): string {
  const help = command === undefined ? 'towpath --help' : `towpath ${command} --help`;
  return `${message.replace(/^error: /, '').replace(/\.$/, '')}. See: ${help}`;
}

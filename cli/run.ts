import { readFile } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import { isApiError } from '../cluster/errors.ts';
import { SandboxError } from '../sandbox/sandbox-error.ts';
import { CliError } from './cli-error.ts';
import { commandTable, type CommandEntry } from './command-table.ts';
import type { ExitCode, Io } from './io.ts';

const help = `
Exit codes: 0 fine, 1 the answer is no (invalid, failed), 2 wrong usage, 3 could not reach something,
4 has to ask, and there is no terminal to ask on.
More about a command: urumi help COMMAND
`;

/** The command that the arguments name, so that only its code is loaded; undefined for help, and for what is no command. */
function commandOf(args: readonly string[]): CommandEntry | undefined {
  const words = args.filter((word) => !word.startsWith('-'));
  const name = words[0] === 'help' ? words[1] : words[0];
  return commandTable.find((entry) => entry.name === name);
}

async function ownVersion(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

async function programFor(args: readonly string[], io: Io): Promise<Command> {
  const program = new Command('urumi')
    .description('Online shops from Git: a store is a file. Merge it and it opens; revert it and it closes.')
    .version(await ownVersion(), '-V, --version', 'print the version')
    .addHelpText('after', help)
    .helpCommand('help [command]', 'say more about a command')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout(text),
      writeErr: (text) => io.stderr(text),
      getOutHasColors: () => io.color,
      getErrHasColors: () => io.color,
    })
    .showSuggestionAfterError()
    .showHelpAfterError('(urumi --help says what there is)');
  const wanted = commandOf(args);
  for (const { name, summary, load } of commandTable) {
    if (name === wanted?.name) (await load())(program, io);
    else program.command(name).summary(summary).description(summary);
  }
  return program;
}

/** Says on stderr what went wrong, and gives the exit code for it. */
function report(error: unknown, io: Io): ExitCode {
  // Commander has printed its own errors already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const message = error instanceof Error ? error.message : String(error);
  io.stderr(`urumi: ${message}\n`);
  if (process.env['URUMI_DEBUG'] !== undefined && error instanceof Error) io.stderr(`${error.stack}\n`);
  if (error instanceof CliError) return error.exitCode;
  if (error instanceof SandboxError) return 3;
  return isApiError(error, 'Unreachable', 'Timeout', 'Misconfigured', 'Unauthorized', 'BadAnswer') ? 3 : 1;
}

/**
 * Runs one command line. Never throws: what went wrong is on stderr and in the exit code. `URUMI_DEBUG=1` adds the stack.
 *
 * @param args without the interpreter and the script
 */
export async function run(args: readonly string[], io: Io): Promise<void> {
  try {
    const program = await programFor(args, io);
    if (args.length === 0) {
      io.stderr(program.helpInformation());
      io.setExitCode(2);
      return;
    }
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    const code = report(error, io);
    if (code !== 0) io.setExitCode(code);
  }
}

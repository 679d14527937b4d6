import type { Io } from './io.ts';
import { askPerson } from './ask-person.ts';

/** What of a process the command line reads and writes. */
export type OutputProcess = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr' | 'env' | 'exitCode'>;

/**
 * The input and output of a real process. Whoever reads stdout may stop reading (`urumi get stores | head`): that is no error.
 *
 * Colours follow the terminal and NO_COLOR (https://no-color.org). Questions need a terminal on both sides.
 */
export function processIo(process: OutputProcess): Io {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  const { stdin, stderr } = process;
  const hasPerson = stdin.isTTY && stderr.isTTY;
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    setExitCode: (code) => {
      process.exitCode = code;
    },
    color: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
    ask: hasPerson ? (question) => askPerson(question, stdin, stderr) : undefined,
  };
}

import type { Io } from './io.ts';

/** What of a process the command line writes to. */
export type OutputProcess = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env' | 'exitCode'>;

/**
 * The output of a real process. Whoever reads stdout may stop reading (`urumi get stores | head`): that is no error.
 *
 * Colours follow the terminal and NO_COLOR (https://no-color.org).
 */
export function processIo(process: OutputProcess): Io {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    setExitCode: (code) => {
      process.exitCode = code;
    },
    color: process.stdout.isTTY && (process.env['NO_COLOR'] ?? '') === '',
  };
}

import type { ExitCode } from './io.ts';

/** A command could not do its work, and the message says all: what was attempted, on what, why it failed, what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: Exclude<ExitCode, 0>;

  constructor(exitCode: Exclude<ExitCode, 0>, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
  }
}

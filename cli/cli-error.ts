/** A command could not do its work, and the message says all: what was attempted, on what, why it failed, what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  /** 1 the answer is no, 2 wrong usage, 3 could not reach something. */
  readonly exitCode: 1 | 2 | 3;

  constructor(exitCode: 1 | 2 | 3, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.exitCode = exitCode;
  }
}

import { CliError } from './cli-error.ts';
import type { Io } from './io.ts';

/** What has to be confirmed before it is done. */
export interface Insistence {
  /** What was wanted, as in `could not purge demo`. */
  readonly attempted: string;
  readonly question: string;
  /** The one answer that means yes. */
  readonly expected: string;
  /** What a script gives instead: `--yes`. */
  readonly option: string;
}

/**
 * Asks a person, and goes on only when the answer is the expected one.
 *
 * @throws CliError (1) when it is another one; (4) when there is no terminal to ask on
 */
export async function insist(io: Io, { attempted, question, expected, option }: Insistence): Promise<void> {
  if (io.ask === undefined)
    throw new CliError(
      4,
      `${attempted}: this has to be confirmed, and there is no terminal to ask on; nothing was changed. In scripts give ${option}`,
    );
  const answer = await io.ask(question);
  if (answer === expected) return;
  throw new CliError(1, `${attempted}: the answer was not '${expected}'; nothing was changed`);
}

import type { ProblemError } from './problem-error.ts';

/** What the log has of a problem: what it came from, in a line, without what an error carries beside its message. */
export function causeOf({ cause, message }: ProblemError): string {
  return cause instanceof Error ? `${cause.name}: ${cause.message}` : message;
}

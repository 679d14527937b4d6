import type { Problem } from '../../server/api/problem.ts';

/** What was asked of the server and not answered as wished. */
export class ReadError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  /** @param detail for people: what was attempted, why it failed */
  constructor(status: number, detail: string, cause?: unknown) {
    super(detail, { cause });
    this.name = 'ReadError';
    this.status = status;
  }

  static of(problem: Partial<Problem>, status: number): ReadError {
    return new ReadError(status, problem.detail ?? `The server answered ${status} without saying why.`);
  }
}

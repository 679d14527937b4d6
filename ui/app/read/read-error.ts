import type { Problem } from '../../server/api/problem.ts';

/** What was asked of the server and not answered as wished. */
export class ReadError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** What of the request does not fit, field by field. */
  readonly issues: NonNullable<Problem['issues']>;

  /** @param detail for people: what was attempted, why it failed */
  constructor(
    status: number,
    detail: string,
    { cause, issues = [] }: { cause?: unknown; issues?: Problem['issues'] } = {},
  ) {
    super(detail, { cause });
    this.name = 'ReadError';
    this.status = status;
    this.issues = issues;
  }

  static of(problem: Partial<Problem>, status: number): ReadError {
    const { detail = `The server answered ${status} without saying why.`, issues } = problem;
    return new ReadError(status, detail, { issues });
  }
}

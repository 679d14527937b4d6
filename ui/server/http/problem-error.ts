import { STATUS_CODES } from 'node:http';
import type { Problem } from '../api/problem.ts';

/** What goes with a refusal. */
export interface ProblemOptions {
  readonly issues?: Problem['issues'];
  /** Answered as Retry-After; seconds. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** A request that is refused, or could not be answered: ends as problem details (RFC 9457). */
export class ProblemError extends Error {
  readonly status: number;
  readonly retryAfter: number | undefined;
  readonly #issues: Problem['issues'];

  /** @param detail what was attempted, why it failed, what to do; shown to whoever asked */
  constructor(status: number, detail: string, { issues, retryAfter, cause }: ProblemOptions = {}) {
    super(detail, { cause });
    this.name = 'ProblemError';
    this.status = status;
    this.retryAfter = retryAfter;
    this.#issues = issues;
  }

  /** The body of the answer. */
  get problem(): Problem {
    return {
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      ...(this.#issues !== undefined && { issues: this.#issues }),
    };
  }
}

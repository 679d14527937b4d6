import type { Octokit } from '@octokit/rest';
import type { ForgeErrorCode } from '../forge-error.ts';
import { ForgeError } from '../forge-error.ts';

/** What Octokit takes as `request` beside the parameters of a request. */
interface RequestOptions {
  readonly signal: AbortSignal;
  readonly retries?: number;
}

/** One call of a method of a forge: the requests that it consists of share a deadline and the words of its errors. */
export class Call {
  readonly octokit: Octokit;
  /** The repository, as parameters of a request. */
  readonly at: { readonly owner: string; readonly repo: string };
  /** For requests that may be repeated when nobody knows whether they were heard. */
  readonly repeatable: RequestOptions;
  /** For requests that would happen twice. */
  readonly once: RequestOptions;
  readonly #attempted: string;
  readonly #target: string;

  constructor(parts: {
    readonly octokit: Octokit;
    readonly at: { readonly owner: string; readonly repo: string };
    readonly signal: AbortSignal;
    readonly attempted: string;
    readonly target: string;
  }) {
    this.octokit = parts.octokit;
    this.at = parts.at;
    // A number here would make @octokit/plugin-retry repeat even what was refused for good.
    this.repeatable = { signal: parts.signal };
    this.once = { signal: parts.signal, retries: 0 };
    this.#attempted = parts.attempted;
    this.#target = parts.target;
  }

  get signal(): AbortSignal {
    return this.once.signal;
  }

  /** The error for this call. @param reason without credentials */
  failure(
    code: ForgeErrorCode,
    reason: string,
    rest: {
      readonly advice?: string;
      readonly status?: number;
      readonly retryAfterMs?: number;
      readonly cause?: unknown;
    } = {},
  ): ForgeError {
    return new ForgeError(code, { attempted: this.#attempted, target: this.#target, reason, ...rest });
  }
}

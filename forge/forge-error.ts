/** What a caller can tell apart; each has its own remedy. */
export type ForgeErrorCode = keyof typeof remedies;

const remedies = {
  Unauthorized: 'Check the token or the private key: it is missing, expired or unknown to the forge',
  Forbidden: 'Give the account, token or App the permission that docs/github.md or docs/gitea.md lists for this',
  NotFound: 'Check the name; forges also answer this way when the account may not see the repository',
  Conflict: 'Somebody else changed it meanwhile: read it again and decide anew',
  Invalid: 'Correct what the message names',
  Refused: 'Fulfil what the message names, then try again',
  Unsupported: 'Look at what the forge supports before asking for it',
  RateLimited: 'Wait until the time that the forge names; it is tried again',
  Unreachable: 'Check the address, the network, the proxy settings and the certificate; it is tried again',
  Timeout: 'It is tried again; if it stays like this, look at the forge',
  ServerError: 'It is tried again; if it stays like this, look at the forge',
  BadAnswer: 'Check that the address is that of the forge and not of a proxy or sign-in page',
  TooLarge: 'Make it smaller',
  Misconfigured: 'Correct the configuration',
  Cancelled: 'Nothing to do: the caller asked to stop',
} as const;

const retryable: ReadonlySet<ForgeErrorCode> = new Set([
  'RateLimited',
  'Unreachable',
  'Timeout',
  'ServerError',
  'BadAnswer',
]);

interface Failure {
  /** What was attempted, as a verb phrase that the target completes: `set the status urumi/plan of`. */
  readonly attempted: string;
  /** On what: `commit 1a2b3c4 of acme/stores on https://github.com`. */
  readonly target: string;
  /** Why it failed, without credentials. */
  readonly reason: string;
  /** Default: the remedy that fits the code. */
  readonly advice?: string;
  /** HTTP status, when there was an answer. */
  readonly status?: number;
  /** ms that the forge asks us to wait. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

/** Nobody waits for a forge that asks for more than this. */
const longestRetryAfterMs = 3_600_000;

/**
 * The one error that a forge throws. Its message says what was attempted, on what, why it failed and what to do, and never holds a token.
 * `retryable`: the same call may succeed later without anybody changing anything.
 */
export class ForgeError extends Error {
  override readonly name = 'ForgeError';
  readonly code: ForgeErrorCode;
  readonly attempted: string;
  readonly target: string;
  readonly reason: string;
  readonly status: number | undefined;
  /** ms; at most an hour. */
  readonly retryAfterMs: number | undefined;
  readonly retryable: boolean;

  constructor(code: ForgeErrorCode, failure: Failure) {
    super(
      `could not ${failure.attempted} ${failure.target}: ${failure.reason}. ${failure.advice ?? remedies[code]}.`,
      failure.cause === undefined ? undefined : { cause: failure.cause },
    );
    this.code = code;
    this.attempted = failure.attempted;
    this.target = failure.target;
    this.reason = failure.reason;
    this.status = failure.status;
    this.retryAfterMs =
      failure.retryAfterMs === undefined ? undefined : Math.min(failure.retryAfterMs, longestRetryAfterMs);
    this.retryable = retryable.has(code);
  }
}

/** Whether an error is a ForgeError, of one of the codes when some are given. */
export function isForgeError(error: unknown, ...codes: readonly ForgeErrorCode[]): error is ForgeError {
  return error instanceof ForgeError && (codes.length === 0 || codes.includes(error.code));
}

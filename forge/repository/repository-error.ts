/** What a caller can tell apart; each has its own remedy. */
export type RepositoryErrorCode = keyof typeof remedies;

const remedies = {
  BadUrl:
    'Give an http(s) URL without credentials, query or fragment; put credentials into the Secret or the token file',
  Unreachable: 'Check the host, the network and the proxy settings; it is tried again',
  Tls: "Check the server's certificate, or give its CA",
  Timeout: 'It is tried again; if it stays like this, look at the server',
  Cancelled: 'Nothing to do: the caller asked to stop',
  Unauthorized: 'Check that the credentials are valid and may read this repository',
  NotFound: 'Check the URL; some forges also answer this way when the credentials may not see the repository',
  Moved: 'Change the URL to where the repository is now',
  ServerError: 'It is tried again; if it stays like this, look at the server',
  Damaged: 'It is tried again; if it stays like this, look at the proxies on the way',
  Protocol: 'Check that the URL is the one that `git clone` takes',
  BranchMissing: 'Push the branch, or name one that exists',
  PathMissing: 'Create the folder in the repository, or name one that exists',
  RevisionMissing: 'Fetch first; a mirror holds what was fetched since its clone',
  TooLarge: 'Make it smaller, or raise the limit',
  Corrupt: 'The next fetch clones anew',
  Storage: "Check the mirror's folder: it must be writable and have room",
} as const;

interface Failure {
  /** What was attempted, as a verb phrase that the target completes: `fetch branch main of`. */
  readonly attempted: string;
  /** On what: a URL without credentials, a file, a revision. */
  readonly target: string;
  /** Why it failed, without credentials. */
  readonly reason: string;
  /** Default: the remedy that fits the code. */
  readonly advice?: string;
  readonly cause?: unknown;
}

/** The one error that this folder throws. Its message says what was attempted, on what, why it failed and what to do. */
export class RepositoryError extends Error {
  override readonly name = 'RepositoryError';
  readonly code: RepositoryErrorCode;
  readonly attempted: string;
  readonly target: string;
  readonly reason: string;
  readonly advice: string;

  constructor(code: RepositoryErrorCode, failure: Failure) {
    const advice = failure.advice ?? remedies[code];
    super(
      `could not ${failure.attempted} ${failure.target}: ${failure.reason}. ${advice}.`,
      failure.cause === undefined ? undefined : { cause: failure.cause },
    );
    this.code = code;
    this.attempted = failure.attempted;
    this.target = failure.target;
    this.reason = failure.reason;
    this.advice = advice;
  }
}

/** What is on disk is not what Git wrote there. */
export function corrupt(target: string, reason: string, cause?: unknown): RepositoryError {
  return new RepositoryError('Corrupt', { attempted: 'read', target, reason, cause });
}

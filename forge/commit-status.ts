/** What is said of a commit in one context. */
export interface CommitStatus {
  /** Commit id. */
  readonly sha: string;
  /** `urumi/plan` */
  readonly context: string;
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  /** One line; what is longer than 140 characters is cut, with an ellipsis. */
  readonly description: string;
  /** Where to read more; http(s). */
  readonly targetUrl?: string;
}

/** A status or check run, as far as a merge depends on it: a neutral or skipped check run is a success. */
export interface CommitVerdict {
  readonly state: CommitStatus['state'];
  /** At most 140 characters: a status' description, a check run's title. */
  readonly description: string;
  readonly targetUrl: string | undefined;
}

/** One end of a pull request. */
export interface PullRequestEnd {
  /** Name of the branch: `main`. It may be gone, on the head's side. */
  readonly branch: string;
  /** Commit id. */
  readonly sha: string;
  /** `owner/name`; `undefined` when the repository is gone, as deleted forks are. */
  readonly repository: string | undefined;
}

/** A pull request, as the forge answers it. Title and body are what people wrote: not to be trusted. */
export interface PullRequest {
  readonly number: number;
  readonly title: string;
  /** At most 65,536 characters. */
  readonly body: string;
  /** Login of who opened it. */
  readonly author: string;
  readonly head: PullRequestEnd;
  readonly base: PullRequestEnd;
  /** The head is in another repository, or its repository is gone: nothing of it may be executed. */
  readonly isFork: boolean;
  readonly isDraft: boolean;
  readonly state: 'open' | 'closed' | 'merged';
  readonly openedAt: Date;
  /** Set when merged, too. */
  readonly closedAt: Date | undefined;
  readonly mergedAt: Date | undefined;
  /** Set when merged. */
  readonly mergeCommitSha: string | undefined;
  /**
   * Free of conflicts with its base; it says nothing of required statuses. While the forge works it out, GitHub gives `undefined` (in lists
   * always) and Gitea false.
   */
  readonly mergeable: boolean | undefined;
  /** Of its page. */
  readonly url: string;
  /** What `git fetch` takes to get the head from the base's repository: `refs/pull/7/head`. */
  readonly fetchRef: string;
}

/** A pull request to open, from a branch of the repository itself. */
export interface PullRequestWish {
  /** Name of the branch with the changes. */
  readonly head: string;
  /** Name of the branch to merge into. */
  readonly base: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

/** All conditions must hold. */
export interface PullRequestQuery {
  /** @default 'open'; merged ones are closed too */
  readonly state?: 'open' | 'closed' | 'all';
  /** Name of a branch of the repository itself. */
  readonly head?: string;
  /** Name of the branch to merge into. */
  readonly base?: string;
  /** @default 100; at most 1,000 */
  readonly limit?: number;
}

export interface PullRequests {
  readonly items: readonly PullRequest[];
  /** False when there are, or may be, more. */
  readonly complete: boolean;
}

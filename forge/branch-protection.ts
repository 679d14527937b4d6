/** What a branch is to be protected by. */
export interface BranchProtection {
  /** Name of the branch. */
  readonly branch: string;
  /** Contexts of statuses, or names of check runs, that must succeed before a merge. */
  readonly requiredStatuses: readonly string[];
  /**
   * Whether pushes to the branch, past pull requests, are let through: on Gitea those of the account that asks for this, and of nobody else, without
   * a look at statuses; on GitHub those of whoever may write, but a required status holds them back too, because their commits have none.
   *
   * @default false
   */
  readonly directPushes?: boolean;
}

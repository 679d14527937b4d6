/** What a branch is to be protected by. */
export interface BranchProtection {
  /** Name of the branch. */
  readonly branch: string;
  /** Contexts of statuses, or names of check runs, that must succeed before a merge. */
  readonly requiredStatuses: readonly string[];
  /**
   * Whether who may write may also push to the branch, past pull requests. On GitHub a required status holds back such a push too, because its
   * commit has none.
   *
   * @default false
   */
  readonly directPushes?: boolean;
}

/** What a branch is to be protected by. */
export interface BranchProtection {
  /** Name of the branch. */
  readonly branch: string;
  /** Contexts of statuses, or names of check runs, that must succeed before a merge. */
  readonly requiredStatuses: readonly string[];
}

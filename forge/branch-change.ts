/** A commit to be made on a new branch. */
export interface BranchChange {
  /** Name of the new branch. */
  readonly branch: string;
  /** Id of the commit to start from, so that what others have changed since shows as a conflict and is not lost. */
  readonly base: string;
  readonly message: string;
  /** By path from the repository's root: the new content, or null to take the file away. At least one, at most 300. */
  readonly files: Readonly<Record<string, string | Uint8Array | null>>;
  /** Whom the commit is by. Default: the account. */
  readonly author?: { readonly name: string; readonly email: string };
}

export interface Commit {
  readonly sha: string;
}

/** What a listing leaves out, and why. */
export interface IgnoredEntry {
  /** From the repository's root. */
  readonly path: string;
  /** Words for people: `a symbolic link`, `a submodule`, ... */
  readonly reason: string;
}

/** The files below a folder of a revision. Two listings of the same tree are the same object. */
export interface TreeListing {
  /** Id of the folder's tree: changes exactly when something below it changes. */
  readonly tree: string;
  /** Path from the repository's root → blob id. */
  readonly files: ReadonlyMap<string, string>;
  /** Links and submodules are not followed, unsafe names not read. */
  readonly ignored: readonly IgnoredEntry[];
}

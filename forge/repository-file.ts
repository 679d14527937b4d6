/** What a forge gives of one file at most, in bytes; what is larger is refused as `TooLarge`. GitHub's own limit for this is 1 MB. */
export const largestFile = 1024 * 1024;

/** A file of the repository in one revision. Its content comes from whoever pushed: not to be trusted. */
export interface RepositoryFile {
  readonly path: string;
  /** Git blob id. */
  readonly blob: string;
  readonly content: Uint8Array;
}

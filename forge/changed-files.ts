/** A file that a pull request changes. Paths come from whoever pushed: not to be trusted. */
export interface ChangedFile {
  readonly path: string;
  readonly change: 'added' | 'modified' | 'removed' | 'renamed';
  /** Where it was before, when renamed. */
  readonly previousPath: string | undefined;
}

export interface ChangedFiles {
  /** At most 3,000: GitHub lists no more. */
  readonly files: readonly ChangedFile[];
  /** False when the forge, or our bound, has cut the list. */
  readonly complete: boolean;
}

/** What a revision holds below the fleet's path. */
export interface PresentTree {
  readonly state: 'present';
  /** Every store file: path → Git blob id. It may be empty: a folder without stores is a fleet without stores. */
  readonly files: ReadonlyMap<string, string>;
  /** Entries that are neither files nor folders, path → what they are. A store file may have become one, or its folder. */
  readonly unusable: ReadonlyMap<string, string>;
}

/** The same, as far as it could be read. */
export type StoreTree =
  | PresentTree
  /** The revision holds no file at all. */
  | { readonly state: 'empty' }
  /** The revision holds files, but nothing at the fleet's path. */
  | { readonly state: 'missing'; readonly path: string }
  /** The revision cannot be read: `message` says why. */
  | { readonly state: 'unreadable'; readonly message: string };

const storeFile = /\.ya?ml$/;

/** Whether a path is that of a store file: YAML, and neither hidden nor in a hidden folder. */
export function isStoreFile(path: string): boolean {
  return storeFile.test(path) && !path.split('/').some((part) => part.startsWith('.'));
}

/**
 * The store files of a listing, at any depth; not the others, such as a README.
 *
 * @param listing path → blob id, with paths from the root of the repository
 */
export function storeFilesOf(listing: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [path, blob] of listing) {
    if (isStoreFile(path)) files.set(path, blob);
  }
  return files;
}

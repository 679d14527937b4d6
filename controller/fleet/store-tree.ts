/** What a revision holds below the fleet's path, as far as it could be read. */
export type StoreTree =
  /** `files` holds every store file: path → Git blob id. It may be empty: a folder without stores is a fleet without stores. */
  | { readonly state: 'present'; readonly files: ReadonlyMap<string, string> }
  /** The revision holds no file at all. */
  | { readonly state: 'empty' }
  /** The revision holds files, but nothing at the fleet's path. */
  | { readonly state: 'missing'; readonly path: string }
  /** The revision cannot be read: `message` says why. */
  | { readonly state: 'unreadable'; readonly message: string };

const storeFile = /\.ya?ml$/;

/**
 * The store files of a listing, at any depth. Other files (a README), and whatever lies in or below a hidden folder, are not store files.
 *
 * @param listing path → blob id, with paths from the root of the repository
 */
export function storeFilesOf(listing: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [path, blob] of listing) {
    if (storeFile.test(path) && !path.split('/').some((part) => part.startsWith('.'))) files.set(path, blob);
  }
  return files;
}

import { closureApproval } from './closure-approval.ts';
import { storeFilesOf, type StoreTree } from './store-tree.ts';

/** A revision as fleet loop and plan see it: no history, no contents. */
export interface RevisionView {
  readonly revision: string;
  /** The folder that was listed. */
  readonly path: string;
  readonly tree: StoreTree;
  /** The closings that the commit's message approves. */
  readonly approved: number | undefined;
}

/** What of a repository a revision is read with: a mirror has it, and so has a person's clone. Their errors are RepositoryErrors. */
export interface ReadableRepository {
  listTree(
    revision: string,
    path: string,
  ): Promise<{
    readonly files: ReadonlyMap<string, string>;
    readonly ignored: readonly { readonly path: string; readonly reason: string }[];
  }>;
  readCommit(revision: string): Promise<{ readonly message: string }>;
}

/** The code of a RepositoryError, which this folder does not import. */
function codeOf(error: Error): unknown {
  return 'code' in error ? error.code : undefined;
}

/** Tells a missing folder from an empty repository: only the first is likely to be a wrong path. */
async function missingTree(repository: ReadableRepository, revision: string, path: string): Promise<StoreTree> {
  const { files } = await repository.listTree(revision, '');
  return files.size === 0 ? { state: 'empty' } : { state: 'missing', path };
}

async function treeOf(repository: ReadableRepository, revision: string, path: string): Promise<StoreTree> {
  try {
    const { files, ignored } = await repository.listTree(revision, path);
    if (path === '' && files.size === 0) return { state: 'empty' };
    const unusable = new Map(ignored.map((entry) => [entry.path, entry.reason]));
    return { state: 'present', files: storeFilesOf(files), unusable };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = codeOf(error);
    if (code === 'PathMissing') return await missingTree(repository, revision, path);
    // What waiting or another clone can cure is the caller's to retry; the rest is the revision's own fault.
    if (code === 'TooLarge') return { state: 'unreadable', message: error.message };
    throw error;
  }
}

/**
 * Reads a revision that was fetched.
 *
 * @param path the fleet's folder; `.` or empty for the repository's root, which tells an emptied repository from a folder without stores
 * @throws RepositoryError when the mirror cannot be read; the next fetch repairs it
 */
export async function readRevision(
  repository: ReadableRepository,
  revision: string,
  path: string,
): Promise<RevisionView> {
  const folder = path === '.' ? '' : path;
  const [tree, commit] = await Promise.all([treeOf(repository, revision, folder), repository.readCommit(revision)]);
  return { revision, path, tree, approved: closureApproval(commit.message) };
}

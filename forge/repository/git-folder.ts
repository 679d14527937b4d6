import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { RepositoryError } from './repository-error.ts';

/** Where a clone keeps what. */
export interface GitFolder {
  /** Holds HEAD. */
  readonly own: string;
  /** Holds branches and objects: another one in a work tree that `git worktree add` has made. */
  readonly shared: string;
}

/**
 * Finds the Git folder of a clone: of a folder or any folder above it, or a bare repository.
 *
 * @throws RepositoryError `NotFound`
 */
export async function gitFolder(directory: string): Promise<GitFolder> {
  const start = resolve(directory);
  for (let folder = start; ; folder = dirname(folder)) {
    const own = await gitdirIn(folder);
    if (own !== undefined) return { own, shared: await sharedBy(own) };
    if (folder === dirname(folder)) break;
  }
  throw new RepositoryError('NotFound', {
    attempted: 'open',
    target: start,
    reason: 'it is not in a clone of a Git repository',
    advice: 'Name a folder of a clone',
  });
}

async function gitdirIn(folder: string): Promise<string | undefined> {
  const entry = join(folder, '.git');
  if (await isFolder(join(entry, 'objects'))) return entry;
  // gitrepository-layout(5): in submodules and work trees, .git is a file that names the folder.
  const [, named] = /^gitdir: (.+?)\r?\n?$/.exec((await textOf(entry)) ?? '') ?? [];
  if (named !== undefined) return resolve(folder, named);
  const isBare = (await isFolder(join(folder, 'objects'))) && (await textOf(join(folder, 'HEAD'))) !== undefined;
  return isBare ? folder : undefined;
}

async function sharedBy(own: string): Promise<string> {
  const named = await textOf(join(own, 'commondir'));
  return named === undefined ? own : resolve(own, named.trim());
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false, // whatever keeps it from being looked at, it is no Git folder for us
  );
}

async function textOf(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return undefined;
    throw error;
  });
}

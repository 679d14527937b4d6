import * as fs from 'node:fs';
import * as git from 'isomorphic-git';
import { branchRef } from '../../forge/repository/branch-name.ts';
import { CliError } from '../cli-error.ts';
import { findAuthor } from './author.ts';
import type { Clone } from './clone.ts';

export interface FileCommit {
  /** From the root of the repository. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly message: string;
  /** A branch that is not there yet. */
  readonly branch: string;
  /** The commit that it begins at. */
  readonly parent: string;
}

/**
 * Commits one file on a new branch. The working tree, the index and the branch that is checked out stay as they are, and what is staged there
 * does not get into the commit.
 *
 * @returns the commit's id
 * @throws CliError (1) when the branch exists, or Git does not know who commits; RepositoryError when it may not have that name
 */
export async function commitFile(
  clone: Clone,
  { path, content, message, branch, parent }: FileCommit,
): Promise<string> {
  const { dir } = clone;
  const ref = branchRef(branch);
  if ((await git.listBranches({ fs, dir })).includes(branch))
    throw new CliError(
      1,
      `could not commit ${path}: branch ${branch} exists. Delete it, or give another with --branch`,
    );
  const author = await findAuthor(clone, process.env);
  const blob = await git.writeBlob({ fs, dir, blob: content });
  const { oid: root } = await git.readTree({ fs, dir, oid: parent });
  const tree = await withFile(clone, root, path.split('/'), blob);
  const who = { ...author, timestamp: Math.floor(Date.now() / 1000), timezoneOffset: new Date().getTimezoneOffset() };
  const commit = { tree, parent: [parent], author: who, committer: who, message };
  const oid = await git.writeCommit({ fs, dir, commit });
  await git.writeRef({ fs, dir, ref, value: oid });
  return oid;
}

/** A tree with one file changed. @returns its id */
async function withFile(
  clone: Clone,
  tree: string | undefined,
  [name = '', ...rest]: readonly string[],
  blob: string,
): Promise<string> {
  const { dir } = clone;
  const entries = tree === undefined ? [] : (await git.readTree({ fs, dir, oid: tree })).tree;
  const old = entries.find(({ path }) => path === name);
  const others = entries.filter((entry) => entry !== old);
  if (rest.length === 0) {
    const file = { path: name, oid: blob, type: 'blob', mode: old?.type === 'blob' ? old.mode : '100644' } as const;
    return git.writeTree({ fs, dir, tree: [...others, file] });
  }
  const below = await withFile(clone, old?.type === 'tree' ? old.oid : undefined, rest, blob);
  const folder = { path: name, oid: below, type: 'tree', mode: '040000' } as const;
  return git.writeTree({ fs, dir, tree: [...others, folder] });
}

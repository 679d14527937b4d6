import * as fs from 'node:fs';
import * as git from 'isomorphic-git';
import { isStoreFile } from '../../plan/store-tree.ts';
import { storeNameOf } from '../../synth/spec/store-file-name.ts';
import { CliError } from '../cli-error.ts';

/** A clone of the stores repository on this machine. */
export interface Clone {
  /** Folder of its working tree. */
  readonly dir: string;
}

/** A store's file in a revision. */
export interface FileInRevision {
  /** From the root of the repository. */
  readonly path: string;
  /** Git blob id. */
  readonly blob: string;
}

/** Deeper than this no fleet keeps its stores. */
const deepest = 32;

/**
 * The clone that a folder is in.
 *
 * @throws CliError (1) when there is none
 */
export async function openClone(folder: string): Promise<Clone> {
  try {
    return { dir: await git.findRoot({ fs, filepath: folder }) };
  } catch (error) {
    const reason = 'it is not in a Git clone. Give a clone of the stores repository with --repo DIR';
    throw new CliError(1, `could not read ${folder}: ${reason}`, error);
  }
}

/**
 * The commit that a text stands for: an id, its first characters, a branch, a tag, HEAD.
 *
 * @returns undefined when the clone has no such commit
 */
export async function findRevision({ dir }: Clone, text: string): Promise<string | undefined> {
  const candidates = [
    () => git.resolveRef({ fs, dir, ref: text }),
    () => (/^[0-9a-f]{4,40}$/i.test(text) ? git.expandOid({ fs, dir, oid: text.toLowerCase() }) : undefined),
  ];
  for (const candidate of candidates) {
    const oid = await known(candidate);
    const commit = oid === undefined ? undefined : await known(() => git.readCommit({ fs, dir, oid }));
    if (commit !== undefined) return commit.oid;
  }
  return undefined;
}

/**
 * The files of a store in a revision: one, none, or several that claim the same name.
 *
 * @param folder where the fleet keeps its stores; `.` is the root
 */
export async function storeFilesIn(
  { dir }: Clone,
  revision: string,
  { store, folder }: { readonly store: string; readonly folder: string },
): Promise<FileInRevision[]> {
  const found: FileInRevision[] = [];
  async function look(oid: string, path: string, depth: number): Promise<void> {
    const { tree } = await git.readTree({ fs, dir, oid });
    for (const entry of tree) {
      const inside = path === '' ? entry.path : `${path}/${entry.path}`;
      if (entry.type === 'tree' && depth < deepest) await look(entry.oid, inside, depth + 1);
      const isWanted = entry.type === 'blob' && isStoreFile(inside) && storeNameOf(inside) === store;
      if (isWanted) found.push({ path: inside, blob: entry.oid });
    }
  }
  const path = folder === '.' ? '' : folder;
  const top = await known(() => git.readTree({ fs, dir, oid: revision, ...(path !== '' && { filepath: path }) }));
  if (top !== undefined) await look(top.oid, path, 0);
  return found;
}

/** The content of a file. */
export async function readFileOf({ dir }: Clone, blob: string): Promise<Uint8Array> {
  return (await git.readBlob({ fs, dir, oid: blob })).blob;
}

/** What is not there is no error here; everything else is. */
async function known<T>(read: () => Promise<T> | undefined): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    const { NotFoundError, ObjectTypeError, AmbiguousError } = git.Errors;
    if (error instanceof NotFoundError || error instanceof ObjectTypeError) return undefined;
    if (!(error instanceof AmbiguousError)) throw error;
    throw new CliError(1, `could not choose a revision: ${error.message}. Give more of its characters`, error);
  }
}

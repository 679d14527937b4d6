import * as fs from 'node:fs';
import * as git from 'isomorphic-git';
import { folderPath } from './folder-path.ts';
import { gitFolder, type GitFolder } from './git-folder.ts';
import { defaultLimits } from './limits.ts';
import { parseCommit, type Commit } from './objects/commit.ts';
import { ObjectStore } from './objects/object-store.ts';
import { corrupt, RepositoryError } from './repository-error.ts';
import { storageFailure } from './storage-failure.ts';
import { TreeLister } from './tree-lister.ts';
import type { TreeListing } from './tree-listing.ts';

const revisionForm = /^([A-Za-z0-9_][A-Za-z0-9._/+-]*)((?:~[0-9]{0,4}|\^)*)$/;

/** A person's clone: read as it is on disk, without a git program, without the network, and never written. Every method throws RepositoryError. */
export class LocalClone {
  readonly #folder: GitFolder;
  readonly #store: ObjectStore;
  readonly #lister = new TreeLister(defaultLimits);

  private constructor(folder: GitFolder, store: ObjectStore) {
    this.#folder = folder;
    this.#store = store;
  }

  /** @param directory a folder of the clone, or a bare repository */
  static async open(directory: string): Promise<LocalClone> {
    try {
      const folder = await gitFolder(directory);
      return new LocalClone(folder, await ObjectStore.open(folder.shared, defaultLimits));
    } catch (error) {
      throw storageFailure(error);
    }
  }

  /**
   * The commit that a name stands for: `HEAD`, a branch, a tag, an id or its beginning, each with `~2` or `^` after it.
   *
   * @throws RepositoryError `RevisionMissing`
   */
  async resolve(name: string): Promise<string> {
    const [, start, steps = ''] = revisionForm.exec(name) ?? [];
    if (start === undefined || start.includes('..'))
      throw missing(name, 'it is not the name of a branch, a tag or a commit');
    let id = await this.#commitOf(start, name);
    const back = [...steps.matchAll(/~([0-9]*)|\^/g)].reduce((sum, [, count = '']) => sum + Number(count || 1), 0);
    for (let step = 0; step < back; step++) {
      const [parent] = (await this.readCommit(id)).parents;
      if (parent === undefined) throw missing(name, `its history begins ${step} commit(s) after ${start}`);
      id = parent;
    }
    return id;
  }

  /** The newest commit that both build on; undefined when the clone holds none. */
  async mergeBase(one: string, other: string): Promise<string | undefined> {
    try {
      const found: unknown[] = await git.findMergeBase({ fs, gitdir: this.#folder.shared, oids: [one, other] });
      const [first] = found;
      return typeof first === 'string' ? first : undefined;
    } catch (error) {
      if (error instanceof git.Errors.NotFoundError) return undefined;
      throw storageFailure(error);
    }
  }

  async readCommit(revision: string): Promise<Commit> {
    const data = await this.#reading(() => this.#store.read(revision, 'commit'));
    if (data === undefined) throw missing(revision, 'the clone does not hold it');
    const commit = parseCommit(data);
    if (commit === undefined) throw corrupt(`commit ${revision}`, 'it is not a commit');
    return commit;
  }

  /** The files below a folder, as RepositoryMirror lists them. */
  async listTree(revision: string, path: string): Promise<TreeListing> {
    const { tree } = await this.readCommit(revision);
    return await this.#reading(() => this.#lister.list(this.#store, tree, folderPath(path)));
  }

  /** Reads blobs. One of more than `maxBytes` is answered by its size. */
  async readBlobs(
    ids: Iterable<string>,
    { maxBytes }: { maxBytes: number },
  ): Promise<Map<string, Uint8Array | { tooLarge: number }>> {
    const wanted = [...ids];
    const objects = await this.#reading(() => this.#store.readMany(wanted, maxBytes));
    return new Map(
      wanted.map((id) => {
        const object = objects.get(id);
        if (object === undefined) throw corrupt(`blob ${id}`, 'it is missing');
        return [id, 'data' in object ? object.data : object];
      }),
    );
  }

  async #commitOf(start: string, name: string): Promise<string> {
    try {
      const id = await this.#refOf(start).catch(async (error: unknown) => {
        if (!(error instanceof git.Errors.NotFoundError) || !/^[0-9a-f]{4,40}$/.test(start)) throw error;
        return await git.expandOid({ fs, gitdir: this.#folder.shared, oid: start });
      });
      // A tag may be an object of its own that names the commit.
      return (await git.readCommit({ fs, gitdir: this.#folder.shared, oid: id })).oid;
    } catch (error) {
      if (error instanceof git.Errors.NotFoundError) throw missing(name, 'the clone does not hold it', error);
      if (error instanceof git.Errors.AmbiguousError) throw missing(name, 'more than one object begins so', error);
      if (error instanceof git.Errors.ObjectTypeError) throw missing(name, 'it is not a commit', error);
      throw storageFailure(error);
    }
  }

  async #refOf(ref: string): Promise<string> {
    const { own, shared } = this.#folder;
    if (ref !== 'HEAD' || own === shared) return await git.resolveRef({ fs, gitdir: shared, ref });
    const target = await git.resolveRef({ fs, gitdir: own, ref, depth: 2 });
    return /^[0-9a-f]{40}$/.test(target) ? target : await git.resolveRef({ fs, gitdir: shared, ref: target });
  }

  async #reading<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw storageFailure(error);
    }
  }
}

function missing(name: string, reason: string, cause?: unknown): RepositoryError {
  return new RepositoryError('RevisionMissing', {
    attempted: 'find',
    target: `revision ${JSON.stringify(name.slice(0, 80))}`,
    reason,
    advice: 'Name a commit that the clone holds, or fetch it first',
    cause,
  });
}

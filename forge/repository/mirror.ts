import { resolve } from 'node:path';
import { isAncestor } from './ancestry.ts';
import { branchRef } from './branch-name.ts';
import type { CredentialSource } from './credentials.ts';
import { folderPath } from './folder-path.ts';
import { Generation, storedHead } from './generation.ts';
import type { GitOperation } from './git-operation.ts';
import { GitTransport } from './git-transport.ts';
import { defaultLimits, defaultTimeouts, type Limits, type Timeouts } from './limits.ts';
import { MirrorFolder } from './mirror-folder.ts';
import { parseCommit, type Commit } from './objects/commit.ts';
import { mergeBase } from './merge-base.ts';
import { pullRef } from './pull-ref.ts';
import {
  download,
  downloadFailure,
  initialise,
  nameCommit,
  remoteHead,
  remotePullHead,
  type RemoteBranch,
} from './remote.ts';
import { remoteUrl } from './remote-url.ts';
import { corrupt, RepositoryError } from './repository-error.ts';
import { storageFailure } from './storage-failure.ts';
import { TreeLister } from './tree-lister.ts';
import type { TreeListing } from './tree-listing.ts';

export interface MirrorOptions {
  /** http(s), without credentials. */
  readonly url: string;
  readonly branch: string;
  /** A folder of the mirror's own: made when missing, not shared between processes. */
  readonly directory: string;
  readonly credentials?: CredentialSource | undefined;
  /** PEM of the authority that signed the server's certificate. Default: those that Node trusts. */
  readonly ca?: string | undefined;
  readonly limits?: Partial<Limits>;
  readonly timeouts?: Partial<Timeouts>;
}

export interface FetchResult {
  /** The branch's head. */
  readonly head: string;
  /** What the mirror held before, also from an earlier process; `undefined` the first time. */
  readonly previous: string | undefined;
  /** `head` is not `previous`. */
  readonly changed: boolean;
  /** `head` does not build on `previous`. False when that cannot be told, because the mirror had to clone anew. */
  readonly rewritten: boolean;
}

/**
 * A branch of a Git repository, kept on disk without a work tree. It repairs itself: whatever a crash left or a disk lost is noticed
 * (every pack's checksum is checked once per process) and cloned anew by the next fetch. Every method throws RepositoryError.
 */
export class RepositoryMirror {
  readonly #branch: RemoteBranch;
  readonly #limits: Limits;
  readonly #transport: GitTransport;
  readonly #folder: MirrorFolder;
  readonly #lister: TreeLister;
  readonly #closing = new AbortController();
  #generation: Generation | undefined;
  #known: string | undefined;
  #opened = false;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: MirrorOptions) {
    this.#branch = { url: remoteUrl(options.url), ref: branchRef(options.branch) };
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#transport = new GitTransport({
      url: this.#branch.url,
      credentials: options.credentials,
      ca: options.ca,
      limits: this.#limits,
      timeouts: { ...defaultTimeouts, ...options.timeouts },
    });
    this.#folder = new MirrorFolder(resolve(options.directory), this.#branch);
    this.#lister = new TreeLister(this.#limits);
  }

  /**
   * Brings the mirror up to the branch's head. Asks for the head first: when nothing has changed, that is all. Calls queue up.
   */
  fetch(signal: AbortSignal): Promise<FetchResult> {
    return this.#exclusively(async () => {
      await this.#open();
      const operation = await this.#transport.operation(
        `fetch branch ${this.#branch.ref.slice('refs/heads/'.length)} of`,
        AbortSignal.any([signal, this.#closing.signal]),
      );
      const previous = this.#known;
      const { head, follows } = await this.#follow(operation, await remoteHead(operation, this.#branch));
      this.#known = head;
      return { head, previous, changed: head !== previous, rewritten: !follows };
    });
  }

  /**
   * Brings the head of a pull request into the mirror, from a fork too: its commits and files, of which nothing is executed. Costs what it
   * adds to the branch, which must have been fetched before; a head that is there already costs one request.
   *
   * @param number of the pull request
   * @returns the commit
   */
  fetchPull(number: number, signal: AbortSignal): Promise<string> {
    return this.#exclusively(async () => {
      await this.#open();
      const generation = this.#intact();
      const operation = await this.#transport.operation(
        `fetch pull request ${number} of`,
        AbortSignal.any([signal, this.#closing.signal]),
      );
      const pull = { url: this.#branch.url, ref: pullRef(number) };
      const head = await remotePullHead(operation, pull);
      return (await generation.holds(head)) ? head : await this.#downloadPull(operation, generation, pull);
    });
  }

  /** The newest commit that both build on; undefined when the mirror holds none. */
  mergeBase(one: string, other: string): Promise<string | undefined> {
    return this.#reading(({ store }) => mergeBase(store, one, other));
  }

  /** The files below a folder: path from the repository's root → blob id. The same Map as before when nothing below it changed. */
  async listFiles(revision: string, path: string): Promise<ReadonlyMap<string, string>> {
    return (await this.listTree(revision, path)).files;
  }

  /** As listFiles, with the folder's tree id and what was left out. */
  listTree(revision: string, path: string): Promise<TreeListing> {
    return this.#reading(async (generation) => {
      const { tree } = await this.#commit(generation, revision);
      return await this.#lister.list(generation.store, tree, folderPath(path));
    });
  }

  /** Reads blobs. One of more than `maxBytes` is answered by its size and costs nothing. */
  readBlobs(
    ids: Iterable<string>,
    { maxBytes = 1024 * 1024 } = {},
  ): Promise<Map<string, Uint8Array | { tooLarge: number }>> {
    return this.#reading(async ({ store }) => {
      const wanted = [...ids];
      const objects = await store.readMany(wanted, maxBytes);
      const blobs = new Map<string, Uint8Array | { tooLarge: number }>();
      for (const id of wanted) {
        const object = objects.get(id);
        if (!object) throw corrupt(`blob ${id}`, 'it is missing');
        if ('type' in object && object.type !== 'blob') throw corrupt(`blob ${id}`, `it is a ${object.type}`);
        blobs.set(id, 'data' in object ? object.data : object);
      }
      return blobs;
    });
  }

  readCommit(revision: string): Promise<Commit> {
    return this.#reading((generation) => this.#commit(generation, revision));
  }

  /** True when `descendant` builds on `ancestor`, or is it. History before the mirror's clone is not known. */
  isAncestor(ancestor: string, descendant: string): Promise<boolean> {
    return this.#reading(({ store }) => isAncestor(store, ancestor, descendant));
  }

  /** Stops a fetch that is under way and closes connections. The folder stays, for the next time. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#queue;
    await this.#transport.close();
  }

  /** Makes `wanted` the mirror's head, or what has become of the branch meanwhile. */
  async #follow(operation: GitOperation, wanted: string): Promise<{ head: string; follows: boolean }> {
    const generation = this.#generation;
    if (!generation || generation.damaged) return await this.#clone(operation);
    const { head, gitdir, cache, store } = generation;
    if (head === wanted) {
      // Tidying up waits for a quiet moment: a change must not wait for it.
      return store.packCount < this.#limits.packs ? { head, follows: true } : await this.#clone(operation);
    }
    try {
      await generation.advance(await download(operation, { ...this.#branch, gitdir, cache, shallow: false }));
      return { head: generation.head, follows: await isAncestor(store, head, generation.head) };
    } catch (error) {
      if (!curable(error)) throw downloadFailure(operation, error);
      generation.damaged = true;
      return await this.#clone(operation);
    }
  }

  #intact(): Generation {
    if (this.#generation !== undefined && !this.#generation.damaged) return this.#generation;
    throw new RepositoryError('RevisionMissing', {
      attempted: 'fetch a pull request of',
      target: this.#branch.url,
      reason: 'its branch was not fetched yet',
    });
  }

  async #downloadPull(operation: GitOperation, generation: Generation, pull: RemoteBranch): Promise<string> {
    const { gitdir, cache } = generation;
    try {
      await nameCommit(gitdir, pull.ref, generation.head);
      const head = await download(operation, { ...pull, gitdir, cache, shallow: false });
      await generation.takeIn(head);
      return head;
    } catch (error) {
      // The next fetch of the branch clones anew.
      if (curable(error)) generation.damaged = true;
      throw downloadFailure(operation, error);
    }
  }

  async #clone(operation: GitOperation): Promise<{ head: string; follows: true }> {
    const gitdir = await this.#folder.next();
    try {
      await initialise(gitdir, this.#branch.url);
      await download(operation, { ...this.#branch, gitdir, cache: {}, shallow: true });
      operation.check();
      const next = await Generation.open(gitdir, this.#branch.ref, this.#limits);
      await this.#folder.promote(gitdir);
      const old = this.#generation;
      this.#generation = next;
      await old?.remove();
      await this.#folder.sweep();
      return { head: next.head, follows: true };
    } catch (error) {
      // Why the clone failed is the news. What it left is swept away here, or at the next start.
      if (this.#generation?.gitdir !== gitdir) await this.#folder.sweep().catch(() => undefined);
      throw downloadFailure(operation, error);
    }
  }

  async #open(): Promise<void> {
    if (this.#opened) return;
    await this.#folder.sweep();
    const gitdir = await this.#folder.current();
    if (gitdir !== undefined) {
      this.#known = await storedHead(gitdir, this.#branch.ref);
      this.#generation = await Generation.open(gitdir, this.#branch.ref, this.#limits).catch((error: unknown) => {
        if (curable(error)) return undefined;
        throw error;
      });
    }
    this.#opened = true;
  }

  async #commit({ store, head }: Generation, revision: string): Promise<Commit> {
    const data = await store.read(revision, 'commit');
    const commit = data && parseCommit(data);
    if (commit) return commit;
    if (data || revision === head) throw corrupt(`commit ${revision}`, data ? 'it is not a commit' : 'it is missing');
    throw new RepositoryError('RevisionMissing', {
      attempted: 'read',
      target: `revision ${revision}`,
      reason: 'the mirror does not hold it',
    });
  }

  async #reading<T>(work: (generation: Generation) => Promise<T>): Promise<T> {
    if (!this.#opened) await this.#exclusively(() => this.#open());
    const generation = this.#generation;
    if (!generation)
      throw new RepositoryError('RevisionMissing', {
        attempted: 'read',
        target: this.#branch.url,
        reason: 'nothing was fetched yet',
      });
    try {
      return await generation.use(work);
    } catch (error) {
      const failure = storageFailure(error);
      if (failure instanceof RepositoryError && failure.code === 'Corrupt') generation.damaged = true;
      throw failure;
    }
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(work).catch((error: unknown) => {
      throw storageFailure(error);
    });
    this.#queue = result.catch(() => undefined); // the caller gets it; the next in the queue must not
    return result;
  }
}

/**
 * What a clone can cure: damage on disk, in whatever words isomorphic-git reports it, and a history that is too much to be sent.
 */
function curable(error: unknown): boolean {
  const failure = storageFailure(error);
  return !(failure instanceof RepositoryError) || failure.code === 'Corrupt' || failure.code === 'TooLarge';
}

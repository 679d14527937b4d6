import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Limits } from './limits.ts';
import { parseCommit } from './objects/commit.ts';
import { ObjectStore } from './objects/object-store.ts';
import { corrupt } from './repository-error.ts';

/** One Git folder of a mirror, from its clone until the next clone replaces it. */
export class Generation {
  readonly gitdir: string;
  readonly store: ObjectStore;
  /** isomorphic-git's cache. */
  readonly cache: object = {};
  /** Something in it could not be read: the next fetch clones anew. */
  damaged = false;
  #head: string;
  #readers = 0;
  #idle: (() => void) | undefined;

  private constructor(gitdir: string, store: ObjectStore, head: string) {
    this.gitdir = gitdir;
    this.store = store;
    this.#head = head;
  }

  /** @throws RepositoryError `Corrupt` unless every pack is intact and the head and its tree are there */
  static async open(gitdir: string, ref: string, limits: Limits): Promise<Generation> {
    const head = await storedHead(gitdir, ref);
    if (head === undefined) throw corrupt(join(gitdir, ref), 'it names no commit');
    const generation = new Generation(gitdir, await ObjectStore.open(gitdir, limits), head);
    await generation.#check(head);
    return generation;
  }

  /** The commit that the branch is at. */
  get head(): string {
    return this.#head;
  }

  /** Takes in what a fetch has brought. */
  async advance(head: string): Promise<void> {
    await this.store.refresh();
    await this.#check(head);
    this.#head = head;
  }

  /** Takes in a commit that is not the branch's: the head of a pull request. */
  async takeIn(commit: string): Promise<void> {
    await this.store.refresh();
    await this.#check(commit);
  }

  async holds(commit: string): Promise<boolean> {
    return (await this.store.read(commit, 'commit')) !== undefined;
  }

  /** Reads in it, and keeps the folder from being removed meanwhile. */
  async use<T>(work: (generation: Generation) => Promise<T>): Promise<T> {
    this.#readers += 1;
    try {
      return await work(this);
    } finally {
      this.#readers -= 1;
      if (this.#readers === 0) this.#idle?.();
    }
  }

  /** Removes the folder as soon as nobody reads it any more. */
  async remove(): Promise<void> {
    if (this.#readers > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    await rm(this.gitdir, { recursive: true, force: true });
  }

  async #check(head: string): Promise<void> {
    const data = await this.store.read(head, 'commit');
    if (!data) throw corrupt(`commit ${head}`, 'it is missing');
    const commit = parseCommit(data);
    if (!commit) throw corrupt(`commit ${head}`, 'it is not a commit');
    if (!(await this.store.read(commit.tree, 'tree'))) throw corrupt(`tree ${commit.tree}`, 'it is missing');
  }
}

/** The commit that a Git folder's branch is at, be the folder intact or not. */
export async function storedHead(gitdir: string, ref: string): Promise<string | undefined> {
  const text = await readFile(join(gitdir, ref), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return '';
    throw error;
  });
  return /^([0-9a-f]{40})\n?$/.exec(text)?.[1];
}

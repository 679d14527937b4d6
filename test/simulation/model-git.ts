import { hash } from 'node:crypto';
import type { Clock } from '../../cluster/clock.ts';
import type { StoresRepository } from '../../controller/fleet/stores-repository.ts';
import { RepositoryError } from '../../forge/repository/repository-error.ts';
import type { Trouble } from './trouble.ts';

/** A commit of the model repository. */
export interface ModelCommit {
  readonly id: string;
  readonly parents: readonly string[];
  readonly message: string;
  /** Path → content. */
  readonly files: ReadonlyMap<string, string>;
}

/** ms */
const longestWay = 200;

/** A stores repo: one branch, whatever people do to it. */
export class ModelGit {
  readonly #commits = new Map<string, ModelCommit>();
  readonly #blobs = new Map<string, Uint8Array>();
  #head: ModelCommit | undefined;

  get head(): ModelCommit {
    if (this.#head === undefined) throw new Error('the model repository has no commit');
    return this.#head;
  }

  commitOf(id: string): ModelCommit | undefined {
    return this.#commits.get(id);
  }

  /**
   * Makes a commit the head of the branch.
   *
   * @param isForced it has no parent: the branch begins anew
   */
  commit(files: ReadonlyMap<string, string>, message: string, isForced = false): ModelCommit {
    const parents = this.#head === undefined || isForced ? [] : [this.#head.id];
    const id = hash('sha1', JSON.stringify([this.#commits.size, message]));
    const commit = { id, parents, message, files };
    for (const content of files.values()) this.#blobs.set(blobOf(content), Buffer.from(content));
    this.#commits.set(id, commit);
    this.#head = commit;
    return commit;
  }

  /** A process's mirror of it. */
  open(clock: Clock, trouble: Trouble): StoresRepository {
    return new ModelMirror(this, this.#blobs, { clock, trouble });
  }
}

class ModelMirror implements StoresRepository {
  readonly #git: ModelGit;
  readonly #blobs: ReadonlyMap<string, Uint8Array>;
  readonly #network: { readonly clock: Clock; readonly trouble: Trouble };
  #known: string | undefined;

  constructor(git: ModelGit, blobs: ReadonlyMap<string, Uint8Array>, network: { clock: Clock; trouble: Trouble }) {
    this.#git = git;
    this.#blobs = blobs;
    this.#network = network;
  }

  async fetch(): Promise<Awaited<ReturnType<StoresRepository['fetch']>>> {
    await this.#way();
    if (this.#network.trouble.strikes('gitFailure')) throw failure('Unreachable', 'fetch', 'the connection was reset');
    const { id, parents } = this.#git.head;
    const previous = this.#known;
    this.#known = id;
    const rewritten = previous !== undefined && previous !== id && parents.length === 0;
    return { head: id, previous, changed: id !== previous, rewritten };
  }

  async listTree(revision: string, path: string): ReturnType<StoresRepository['listTree']> {
    await this.#way();
    const { files } = this.#commit(revision);
    const prefix = path === '' ? '' : `${path}/`;
    const found = [...files]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, text]) => [name, blobOf(text)] as const);
    if (found.length === 0 && path !== '') throw failure('PathMissing', `list ${path} of`, 'it has no such folder');
    return { tree: revision, files: new Map(found), ignored: [] };
  }

  async readBlobs(ids: Iterable<string>): ReturnType<StoresRepository['readBlobs']> {
    await this.#way();
    const found = [...ids].map((id) => [id, this.#blobs.get(id) ?? new Uint8Array()] as const);
    return new Map(found);
  }

  async readCommit(revision: string): ReturnType<StoresRepository['readCommit']> {
    await this.#way();
    const { message, parents } = this.#commit(revision);
    return { message, parents, author: { name: 'Ada', email: 'ada@example.com' }, time: 0, tree: revision };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #commit(revision: string): ModelCommit {
    const commit = this.#git.commitOf(revision);
    if (commit === undefined) throw failure('RevisionMissing', 'read', 'it was never fetched');
    return commit;
  }

  #way(): Promise<void> {
    const { clock, trouble } = this.#network;
    return new Promise((resolve) => void clock.after(trouble.between(1, longestWay), resolve));
  }
}

function failure(
  code: 'Unreachable' | 'PathMissing' | 'RevisionMissing',
  attempted: string,
  reason: string,
): RepositoryError {
  return new RepositoryError(code, { attempted, target: 'the model repository', reason });
}

/** As Git names a blob. */
function blobOf(content: string): string {
  return hash('sha1', `blob ${Buffer.byteLength(content)}\0${content}`);
}

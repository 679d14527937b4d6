import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Limits } from '../limits.ts';
import { corrupt, RepositoryError } from '../repository-error.ts';
import { storageFailure } from '../storage-failure.ts';
import { withFile } from '../with-file.ts';
import { emptyTree, type GitObject, type ObjectType, type TooLarge } from './git-object.ts';
import { readLooseObject } from './loose-object.ts';
import { openPack, type Pack } from './pack.ts';
import { PackReading } from './pack-reading.ts';

/** From so many objects on that are read from one pack, it is read in long stretches. */
const manyObjects = 16;
/** Inflating is synchronous: after so many objects others get their turn. */
const objectsPerTurn = 500;

/** The objects of a Git folder, packed and loose, read without Git and in batches. Holds indexes in memory and no file open. */
export class ObjectStore {
  readonly #gitdir: string;
  readonly #limits: Limits;
  #packs: Pack[] = [];

  private constructor(gitdir: string, limits: Limits) {
    this.#gitdir = gitdir;
    this.#limits = limits;
  }

  /** @throws RepositoryError `Corrupt` when a pack is damaged */
  static async open(gitdir: string, limits: Limits): Promise<ObjectStore> {
    const store = new ObjectStore(gitdir, limits);
    await store.refresh();
    return store;
  }

  get packCount(): number {
    return this.#packs.length;
  }

  /** Takes in the packs that were added since. A pack without an index is what a crash left, and is nobody's. */
  async refresh(): Promise<void> {
    const folder = join(this.#gitdir, 'objects', 'pack');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.idx'));
    const known = new Set(this.#packs.map(({ path }) => path));
    const packs = [...this.#packs];
    for (const name of names) {
      const path = join(folder, name.replace(/idx$/, 'pack'));
      if (!known.has(path)) packs.push(await openPack(path));
    }
    // Most objects lie in the largest pack, the clone's: asked first, it spares asking hundreds of small ones.
    this.#packs = packs.sort((a, b) => b.index.count - a.index.count);
  }

  /**
   * Reads one object. `undefined`: it is not here.
   *
   * @throws RepositoryError `Corrupt` when it is of another type or damaged, `TooLarge` when it is over the limit
   */
  async read(id: string, type: ObjectType): Promise<Buffer | undefined> {
    const object = (await this.readMany([id], this.#limits.objectBytes)).get(id);
    if (!object) return undefined;
    if ('tooLarge' in object) {
      throw new RepositoryError('TooLarge', {
        attempted: 'read',
        target: `${type} ${id}`,
        reason: `it has ${object.tooLarge} bytes, and the limit is ${this.#limits.objectBytes}`,
      });
    }
    if (object.type !== type) throw corrupt(`${type} ${id}`, `it is a ${object.type}`);
    return object.data;
  }

  /**
   * Reads objects, in the order in which they lie on disk. Those that are not here are missing in the answer.
   *
   * @param maxBytes of one object; a larger one is answered by its size
   * @throws RepositoryError `Corrupt` when one is damaged, `TooLarge` when all together are over the limit
   */
  async readMany(ids: Iterable<string>, maxBytes: number): Promise<Map<string, GitObject | TooLarge>> {
    const found = new Map<string, GitObject | TooLarge>();
    const places = new Map<Pack, { id: string; offset: number }[]>();
    const loose: string[] = [];
    for (const id of new Set(ids)) {
      const place = this.#locate(id);
      if (!place) {
        loose.push(id);
        continue;
      }
      const wanted = places.get(place.pack) ?? [];
      places.set(place.pack, wanted);
      wanted.push({ id, offset: place.offset });
    }
    const budget = new Budget(this.#limits.batchBytes);
    for (const [pack, wanted] of places)
      await this.#readPack(pack, wanted, (id, object) => found.set(id, budget.spend(object)), maxBytes);
    for (const id of loose) {
      const object =
        id === emptyTree
          ? { type: 'tree' as const, data: Buffer.alloc(0) }
          : await readLooseObject(this.#gitdir, id, maxBytes);
      if (object) found.set(id, budget.spend(object));
    }
    return found;
  }

  #locate(id: string): { pack: Pack; offset: number } | undefined {
    const binary = Buffer.from(id, 'hex');
    if (binary.length !== 20 || id.length !== 40)
      throw new RepositoryError('RevisionMissing', {
        attempted: 'read',
        target: JSON.stringify(id.slice(0, 80)),
        reason: 'it is not an object id',
      });
    for (const pack of this.#packs) {
      const offset = pack.index.find(binary);
      if (offset !== undefined) return { pack, offset };
    }
    return undefined;
  }

  async #readPack(
    pack: Pack,
    wanted: { id: string; offset: number }[],
    found: (id: string, object: GitObject | TooLarge) => void,
    maxBytes: number,
  ): Promise<void> {
    const { objectBytes } = this.#limits;
    const options = {
      objectBytes,
      ahead: wanted.length >= manyObjects,
      elsewhere: async (id: string) => (await this.readMany([id], objectBytes)).get(id),
    };
    await withFile(pack.path, 'r', async (file) => {
      const reading = new PackReading(pack, file, options);
      for (const [number, { id, offset }] of wanted.sort((a, b) => a.offset - b.offset).entries()) {
        found(id, await reading.read(offset, maxBytes));
        if (number % objectsPerTurn === objectsPerTurn - 1) await setImmediate();
      }
    }).catch((error: unknown) => {
      throw storageFailure(error);
    });
  }
}

/** What one batch may return in all. */
class Budget {
  readonly #all: number;
  #left: number;

  constructor(bytes: number) {
    this.#all = bytes;
    this.#left = bytes;
  }

  /** Gives the object memory of its own: as a slice of Node's pool, 200 bytes would keep 64 kB alive. */
  spend(object: GitObject | TooLarge): GitObject | TooLarge {
    if ('tooLarge' in object) return object;
    this.#left -= object.data.length;
    if (this.#left < 0) {
      const reason = `together they have more than ${this.#all} bytes`;
      throw new RepositoryError('TooLarge', {
        attempted: 'read',
        target: 'a batch of objects',
        reason,
        advice: 'Read fewer at a time',
      });
    }
    const data = Buffer.allocUnsafeSlow(object.data.length);
    object.data.copy(data);
    return { type: object.type, data };
  }
}

import type { Limits } from './limits.ts';
import type { ObjectStore } from './objects/object-store.ts';
import { parseTree, type TreeEntry } from './objects/tree.ts';
import { corrupt, RepositoryError } from './repository-error.ts';
import type { IgnoredEntry, TreeListing } from './tree-listing.ts';

const keptListings = 8;
/** Entries of trees kept parsed: about 200 bytes each. */
const keptEntries = 250_000;

interface Folder {
  readonly path: string;
  readonly id: string;
}

/** Lists trees. Keeps the trees that it has parsed, so that a revision that changes one file costs the folders above that file. */
export class TreeLister {
  readonly #limits: Limits;
  readonly #trees = new Map<string, readonly TreeEntry[]>();
  readonly #listings = new Map<string, TreeListing>();
  #entries = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /**
   * The files below a folder.
   *
   * @param root id of the revision's tree
   * @param path of the folder: names joined by `/`, empty for the root
   * @throws RepositoryError `PathMissing`, `TooLarge`, `Corrupt`
   */
  async list(store: ObjectStore, root: string, path: string): Promise<TreeListing> {
    const tree = await this.#descend(store, root, path);
    const key = `${tree} ${path}`;
    const listing = this.#listings.get(key) ?? (await this.#walk(store, { path, id: tree }));
    this.#listings.delete(key);
    this.#listings.set(key, listing);
    for (const oldest of this.#listings.keys()) {
      if (this.#listings.size <= keptListings) break;
      this.#listings.delete(oldest);
    }
    return listing;
  }

  async #descend(store: ObjectStore, root: string, path: string): Promise<string> {
    let id = root;
    for (const name of path === '' ? [] : path.split('/')) {
      const entries = (await this.#parsed(store, [id])).get(id) ?? [];
      const entry = entries.find((entry) => entry.name === name);
      if (entry?.kind !== 'folder') {
        const reason = entry ? `${name} is no folder` : `there is no ${name}`;
        throw new RepositoryError('PathMissing', { attempted: 'list', target: `folder ${path}`, reason });
      }
      id = entry.id;
    }
    return id;
  }

  async #walk(store: ObjectStore, top: Folder): Promise<TreeListing> {
    const files = new Map<string, string>();
    const ignored: IgnoredEntry[] = [];
    let level: Folder[] = [top];
    let count = 0;
    for (let depth = 0; level.length > 0; depth += 1) {
      if (depth > this.#limits.treeDepth)
        throw this.#tooLarge(top, `folders lie more than ${this.#limits.treeDepth} deep`);
      const trees = await this.#parsed(
        store,
        level.map(({ id }) => id),
      );
      const below: Folder[] = [];
      for (const folder of level) {
        const entries = trees.get(folder.id) ?? [];
        // Counted before they are walked: a few trees that name each other often would make billions of paths.
        count += entries.length;
        if (count > this.#limits.files)
          throw this.#tooLarge(top, `it has more than ${this.#limits.files} files and folders`);
        this.#sort(folder, entries, { files, below, ignored });
      }
      level = below;
    }
    return { tree: top.id, files, ignored };
  }

  #sort(
    folder: Folder,
    entries: readonly TreeEntry[],
    into: { files: Map<string, string>; below: Folder[]; ignored: IgnoredEntry[] },
  ): void {
    const prefix = folder.path === '' ? '' : `${folder.path}/`;
    for (const { name, kind, id } of entries) {
      const path = prefix + (name ?? '?');
      const reason = name === undefined ? 'a name that is not UTF-8' : this.#reasonToIgnore(name, kind, path);
      if (reason !== undefined) into.ignored.push({ path: path.slice(0, this.#limits.pathLength), reason });
      else if (kind === 'folder') into.below.push({ path, id });
      else into.files.set(path, id);
    }
  }

  #reasonToIgnore(name: string, kind: TreeEntry['kind'], path: string): string | undefined {
    if (kind === 'symlink') return 'a symbolic link';
    if (kind === 'submodule') return 'a submodule';
    if (kind === 'other') return 'an entry of an unknown kind';
    if (name === '' || name === '.' || name === '..' || name.includes('/') || name.toLowerCase() === '.git')
      return 'a name that Git does not allow';
    return path.length > this.#limits.pathLength
      ? `a path of more than ${this.#limits.pathLength} characters`
      : undefined;
  }

  async #parsed(store: ObjectStore, ids: readonly string[]): Promise<Map<string, readonly TreeEntry[]>> {
    const trees = new Map<string, readonly TreeEntry[]>();
    const unknown = new Set<string>();
    for (const id of ids) {
      const entries = this.#trees.get(id);
      if (!entries) {
        unknown.add(id);
        continue;
      }
      trees.set(id, entries);
      this.#keep(id, entries);
    }
    const objects = await store.readMany(unknown, this.#limits.objectBytes);
    for (const id of unknown) {
      const object = objects.get(id);
      if (!object) throw corrupt(`tree ${id}`, 'it is missing');
      if ('tooLarge' in object)
        throw new RepositoryError('TooLarge', {
          attempted: 'list',
          target: `tree ${id}`,
          reason: `it has ${object.tooLarge} bytes`,
        });
      const entries = object.type === 'tree' ? parseTree(object.data) : undefined;
      if (!entries) throw corrupt(`tree ${id}`, 'it is not a tree');
      trees.set(id, entries);
      this.#keep(id, entries);
    }
    return trees;
  }

  // Map keeps the order of insertion: what was used last stands last.
  #keep(id: string, entries: readonly TreeEntry[]): void {
    if (!this.#trees.delete(id)) this.#entries += entries.length;
    this.#trees.set(id, entries);
    for (const [oldest, { length }] of this.#trees) {
      if (this.#entries <= keptEntries) break;
      this.#trees.delete(oldest);
      this.#entries -= length;
    }
  }

  #tooLarge(top: Folder, reason: string): RepositoryError {
    return new RepositoryError('TooLarge', {
      attempted: 'list',
      target: top.path === '' ? "the repository's root" : `folder ${top.path}`,
      reason,
    });
  }
}

import { storeNameOf } from '../synth/spec/store-file-name.ts';
import { isStoreFile, type StoreTree } from './store-tree.ts';

/** A file of a revision: its path and its blob's id. */
export interface FileAt {
  readonly path: string;
  readonly blob: string;
}

/** A store whose files differ between two revisions. Two files may claim one name; a file may move. */
export interface ChangedStore {
  readonly name: string;
  readonly before: readonly FileAt[];
  /** The files of the head that have to be looked at. */
  readonly candidates: readonly FileAt[];
  /** Entries of the head where the store's file was or would be, and what they are instead of a file. */
  readonly unusable: readonly { readonly path: string; readonly what: string }[];
  /** The head does not speak of the store at all. */
  readonly gone: boolean;
}

const none: ReadonlyMap<string, string> = new Map();

/** The store files of a tree, path → blob id; none when it has no such folder. */
export function filesOf(tree: StoreTree): ReadonlyMap<string, string> {
  return tree.state === 'present' ? tree.files : none;
}

function unusableOf(tree: StoreTree): ReadonlyMap<string, string> {
  return tree.state === 'present' ? tree.unusable : none;
}

/** The entry that stands in a path's place or above it, if it is no file or folder. */
function obstacle(path: string, unusable: ReadonlyMap<string, string>): string | undefined {
  if (unusable.size === 0) return undefined;
  const parts = path.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/')).find((above) => unusable.has(above));
}

function changedNames(before: StoreTree, after: StoreTree): ReadonlySet<string> {
  const [old, wanted] = [filesOf(before), filesOf(after)];
  const names = new Set<string>();
  for (const [path, blob] of old) if (wanted.get(path) !== blob) names.add(storeNameOf(path));
  for (const [path, blob] of wanted) if (old.get(path) !== blob) names.add(storeNameOf(path));
  const known = unusableOf(before);
  for (const path of unusableOf(after).keys()) if (isStoreFile(path) && !known.has(path)) names.add(storeNameOf(path));
  return names;
}

function grouped(files: ReadonlyMap<string, string>, names: ReadonlySet<string>): ReadonlyMap<string, FileAt[]> {
  const groups = new Map<string, FileAt[]>([...names].map((name) => [name, []]));
  for (const [path, blob] of files) groups.get(storeNameOf(path))?.push({ path, blob });
  return groups;
}

/** The stores whose files differ between two revisions, by name. Nothing is read: equal blobs are equal files. */
export function changedStores(base: StoreTree, head: StoreTree): ChangedStore[] {
  const names = changedNames(base, head);
  const [old, wanted] = [grouped(filesOf(base), names), grouped(filesOf(head), names)];
  const obstacles = unusableOf(head);
  const known = filesOf(base);
  return [...names].sort().map((name) => {
    const before = old.get(name) ?? [];
    const after = wanted.get(name) ?? [];
    const blocked = [...before.map(({ path }) => obstacle(path, obstacles)), ...ownObstacles(name, obstacles)];
    return {
      name,
      before,
      // Of two files that claimed one name, the one that is left may be applied at last.
      candidates: after.filter(({ path, blob }) => before.length > 1 || known.get(path) !== blob),
      unusable: [...new Set(blocked)].flatMap((path) =>
        path === undefined ? [] : [{ path, what: obstacles.get(path) ?? '' }],
      ),
      gone: after.length === 0 && blocked.every((path) => path === undefined),
    };
  });
}

function ownObstacles(name: string, obstacles: ReadonlyMap<string, string>): string[] {
  return [...obstacles.keys()].filter((path) => isStoreFile(path) && storeNameOf(path) === name);
}

import { isTree, type Tree } from './tree.ts';

/**
 * Which fields of an object somebody owns, as `metadata.managedFields[].fieldsV1` writes it: `{"f:spec": {"f:replicas": {}}}`; a field without fields is a
 * leaf. Lists are leaves, apart from finalizers: the model merges no lists.
 */
export interface FieldSet {
  readonly [field: string]: FieldSet;
}

/** Says of a path, such as `spec`, that it is owned as a whole. */
export type IsAtomic = (path: readonly string[]) => boolean;

const leaf: FieldSet = {};
/** No field of an object: what names it, and what the API server writes. */
const identity = new Set(['apiVersion', 'kind']);
const ownMetadata = new Set([
  'name',
  'namespace',
  'generateName',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'managedFields',
]);

/** The fields that an object names. */
export function fieldsOf(object: Tree, isAtomic: IsAtomic): FieldSet {
  return childrenOf(object, [], isAtomic);
}

function childrenOf(tree: Tree, path: readonly string[], isAtomic: IsAtomic): FieldSet {
  const fields: Record<string, FieldSet> = {};
  for (const key in tree) {
    if (tree[key] === undefined || isLeftOut(key, path)) continue;
    fields[`f:${key}`] = fieldOf(tree[key], [...path, key], isAtomic);
  }
  return fields;
}

function isLeftOut(key: string, path: readonly string[]): boolean {
  if (path.length === 0) return identity.has(key);
  return path.length === 1 && path[0] === 'metadata' && ownMetadata.has(key);
}

function fieldOf(value: unknown, path: readonly string[], isAtomic: IsAtomic): FieldSet {
  if (path.length === 2 && path[0] === 'metadata' && path[1] === 'finalizers')
    return Object.fromEntries((value as string[]).map((name) => [`v:${JSON.stringify(name)}`, leaf]));
  return isTree(value) && !isAtomic(path) ? childrenOf(value, path, isAtomic) : leaf;
}

/** The paths of `a` that are not in `b`, leaves only. */
export function pathsWithout(a: FieldSet, b: FieldSet | undefined): (readonly string[])[] {
  const paths: string[][] = [];
  collect(a, b, [], paths);
  return paths;
}

function collect(a: FieldSet, b: FieldSet | undefined, path: readonly string[], into: string[][]): void {
  const keys = Object.keys(a);
  if (keys.length === 0 && b === undefined && path.length > 0) into.push([...path]);
  for (const key of keys) collect(a[key] as FieldSet, b?.[key], [...path, key], into);
}

/** Whether a path is in a set: as itself, or as part of something that is owned as a whole. */
export function owns(set: FieldSet, path: readonly string[]): boolean {
  let here: FieldSet | undefined = set;
  for (const key of path) {
    const next: FieldSet | undefined = here?.[key];
    if (next === undefined) return false;
    here = next;
    if (Object.keys(here).length === 0) return true;
  }
  return true;
}

/** The set without a path and all that is below it. */
export function without(set: FieldSet, [key, ...rest]: readonly string[]): FieldSet {
  if (key === undefined || set[key] === undefined) return set;
  const result: Record<string, FieldSet> = { ...set };
  const child = rest.length === 0 ? leaf : without(set[key], rest);
  if (Object.keys(child).length === 0) delete result[key];
  else result[key] = child;
  return result;
}

/** Both sets together. */
export function union(a: FieldSet, b: FieldSet): FieldSet {
  const result: Record<string, FieldSet> = { ...a };
  for (const key in b) {
    const mine = a[key];
    result[key] = mine === undefined ? (b[key] as FieldSet) : union(mine, b[key] as FieldSet);
  }
  return result;
}

import type { KubeObject, ObjectMeta } from '../../../cluster/object.ts';
import { fieldsOf, owns, pathsWithout, union, without, type FieldSet, type IsAtomic } from './field-set.ts';
import { isSame } from '../../../cluster/is-same.ts';
import { at, isTree, merged, withoutPath, withValue, type Tree } from './tree.ts';

type Entry = NonNullable<ObjectMeta['managedFields']>[number];

/** Who writes, and when. */
export interface Writer {
  readonly manager: string;
  readonly subresource?: string;
  readonly now: number;
  readonly isAtomic: IsAtomic;
}

export interface Applied {
  readonly object: KubeObject;
  /** Fields that others own with other values, `manager: field`. */
  readonly conflicts: readonly string[];
}

/**
 * Server-side apply (https://kubernetes.io/docs/reference/using-api/server-side-apply/): the object with the fields of `wanted`, without those that
 * the manager applied before and nobody else owns. When nothing changes it is the same object.
 */
export function applied(live: KubeObject, wanted: Tree, writer: Writer): Applied {
  const entries = live.metadata.managedFields ?? [];
  const own = entries.find((entry) => isOwn(entry, writer));
  const others = entries.filter((entry) => entry !== own);
  const fields = fieldsOf(wanted, writer.isAtomic);
  const taken = conflictsOf(live, wanted, fields, others);
  const conflicts = taken.map(({ entry, path }) => `${entry.manager ?? ''}: ${path.join('.')}`);
  const dropped = pathsWithout(setOf(own), fields).filter((path) => !others.some((entry) => owns(setOf(entry), path)));
  const base = dropped.reduce<Tree>(withoutField, live);
  const object = mergedObject(base, wanted, writer.isAtomic);
  const entry = { manager: writer.manager, operation: 'Apply', ...timed(writer, fields) };
  if (own !== undefined && isSame(own.fieldsV1, fields) && isSame(object, live)) return { object: live, conflicts };
  const left = taken.reduce<readonly Entry[]>((list, { entry, path }) => released(list, entry, path), others);
  return { object: withEntries(object, [...left, entry]), conflicts };
}

/** An object that somebody has written otherwise than by apply: the fields that changed are theirs now. */
export function updated(live: KubeObject | undefined, after: KubeObject, writer: Writer): KubeObject {
  const before: Tree = live ?? {};
  const changed = changes(before, after, writer.isAtomic);
  const entries = live?.metadata.managedFields ?? [];
  if (changed.length === 0) return withEntries(after, entries);
  let left = entries;
  let fields: FieldSet = {};
  for (const path of changed) {
    left = left.map((entry) => ({ ...entry, fieldsV1: without(setOf(entry), path) }));
    const isThere = at(after, ...path.map(nameOf)) !== undefined;
    if (isThere) fields = union(fields, nested(path));
  }
  const isMine = (entry: Entry): boolean => entry.manager === writer.manager && entry.operation === 'Update';
  const mine = union(setOf(left.find(isMine)), fields);
  const rest = left.filter((entry) => !isMine(entry) && Object.keys(setOf(entry)).length > 0);
  return withEntries(after, [...rest, { manager: writer.manager, operation: 'Update', ...timed(writer, mine) }]);
}

function isOwn({ manager, operation, subresource = '' }: Entry, writer: Writer): boolean {
  return manager === writer.manager && operation === 'Apply' && subresource === (writer.subresource ?? '');
}

function setOf(entry: Entry | undefined): FieldSet {
  return (entry?.fieldsV1 ?? {}) as FieldSet;
}

/** Times count whole seconds. */
function timed({ now, subresource }: Writer, fieldsV1: FieldSet): Entry {
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  return { time, fieldsV1, ...(subresource !== undefined && { subresource }) };
}

interface Conflict {
  readonly entry: Entry;
  readonly path: readonly string[];
}

function conflictsOf(live: Tree, wanted: Tree, fields: FieldSet, others: readonly Entry[]): Conflict[] {
  if (others.length === 0) return [];
  const paths = pathsWithout(fields, undefined).filter((path) => {
    if (path.some((key) => key.startsWith('v:'))) return false;
    const names = path.map(nameOf);
    const value = at(wanted, ...names);
    // An empty object claims none of the fields that others have put into it.
    return !isSame(at(live, ...names), value) && !(isTree(value) && Object.keys(value).length === 0);
  });
  return others.flatMap((entry) => paths.filter((path) => owns(setOf(entry), path)).map((path) => ({ entry, path })));
}

function released(entries: readonly Entry[], from: Entry, path: readonly string[]): Entry[] {
  return entries
    .map((entry) => (isSameEntry(entry, from) ? { ...entry, fieldsV1: without(setOf(entry), path) } : entry))
    .filter((entry) => Object.keys(setOf(entry)).length > 0);
}

function isSameEntry(a: Entry, b: Entry): boolean {
  return a.manager === b.manager && a.operation === b.operation && a.subresource === b.subresource;
}

function nameOf(key: string): string {
  return key.slice(2);
}

function withoutField(tree: Tree, path: readonly string[]): Tree {
  const last = path.at(-1) ?? '';
  if (!last.startsWith('v:')) return withoutPath(tree, path.map(nameOf));
  const names = path.slice(0, -1).map(nameOf);
  const list = (at(tree, ...names) ?? []) as string[];
  return withValue(
    tree,
    names,
    list.filter((name) => JSON.stringify(name) !== nameOf(last)),
  );
}

/** The object with everything of `wanted` in it. What is owned as a whole is replaced as a whole; finalizers are a set. */
function mergedObject(base: Tree, wanted: Tree, isAtomic: IsAtomic): KubeObject {
  const result: Record<string, unknown> = { ...base };
  for (const key in wanted) {
    if (key === 'metadata') result[key] = mergedMetadata(base[key] as ObjectMeta, wanted[key] as ObjectMeta);
    else result[key] = mergedField(base[key], wanted[key], [key], isAtomic);
  }
  return result as KubeObject;
}

function mergedField(base: unknown, wanted: unknown, path: readonly string[], isAtomic: IsAtomic): unknown {
  if (isAtomic(path) || !isTree(base) || !isTree(wanted)) return wanted;
  const result: Record<string, unknown> = { ...base };
  for (const key in wanted) {
    if (wanted[key] !== undefined) result[key] = mergedField(base[key], wanted[key], [...path, key], isAtomic);
  }
  return result;
}

function mergedMetadata(
  base: ObjectMeta,
  { labels, annotations, ownerReferences, finalizers }: ObjectMeta,
): ObjectMeta {
  const result = merged(base, { labels, annotations, ownerReferences }) as ObjectMeta;
  return finalizers === undefined
    ? result
    : { ...result, finalizers: [...new Set([...(base.finalizers ?? []), ...finalizers])] };
}

function withEntries(object: KubeObject, managedFields: readonly Entry[]): KubeObject {
  return { ...object, metadata: { ...object.metadata, managedFields: [...managedFields] } };
}

function nested([key, ...rest]: readonly string[]): FieldSet {
  return key === undefined ? {} : { [key]: nested(rest) };
}

/** The paths at which two objects differ, as field names. */
function changes(before: Tree, after: Tree, isAtomic: IsAtomic): (readonly string[])[] {
  const own = fieldsOf(after, isAtomic);
  const old = fieldsOf(before, isAtomic);
  const paths = [...pathsWithout(own, undefined), ...pathsWithout(old, own)];
  return paths.filter((keys) => {
    if (keys.some((key) => key.startsWith('v:'))) return !(owns(own, keys) && owns(old, keys));
    const names = keys.map(nameOf);
    return !isSame(at(before, ...names), at(after, ...names));
  });
}

/** JSON values as the model compares and merges them. Values are never changed in place: parts of them are shared. */
export type Tree = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object: neither a list nor null. */
export function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `onto` with everything of `wanted` in it: objects are merged, lists and plain values replaced. */
export function merged(onto: unknown, wanted: unknown): unknown {
  if (!isTree(onto) || !isTree(wanted)) return wanted;
  const result: Record<string, unknown> = { ...onto };
  for (const key in wanted) if (wanted[key] !== undefined) result[key] = merged(onto[key], wanted[key]);
  return result;
}

/** A JSON merge patch carried out (RFC 7396): null removes a field. */
export function patched(onto: unknown, patch: unknown): unknown {
  if (!isTree(patch)) return patch;
  const result: Record<string, unknown> = isTree(onto) ? { ...onto } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else if (value !== undefined) result[key] = patched(result[key], value);
  }
  return result;
}

/** The value at a path; undefined when there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let found = value;
  for (const key of path) found = isTree(found) ? found[key] : undefined;
  return found;
}

/** The text at a path; empty when there is none. */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** `tree` with another value at a path; undefined removes the field. */
export function withValue(tree: Tree, path: readonly string[], value: unknown): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return tree;
  const child = tree[key];
  const next = rest.length === 0 ? value : withValue(isTree(child) ? child : {}, rest, value);
  const result = { ...tree };
  if (next === undefined) delete result[key];
  else result[key] = next;
  return result;
}

/** `tree` without a field, and without the objects that are empty then. */
export function withoutPath(tree: Tree, [key, ...rest]: readonly string[]): Tree {
  if (key === undefined || tree[key] === undefined) return tree;
  const { [key]: child, ...others } = tree;
  if (rest.length === 0 || !isTree(child)) return others;
  const left = withoutPath(child, rest);
  return Object.keys(left).length === 0 ? others : { ...others, [key]: left };
}

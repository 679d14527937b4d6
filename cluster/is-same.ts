type Tree = Readonly<Record<string, unknown>>;

/**
 * Whether two JSON values say the same, whatever the order of their fields; a field that is undefined is not there. Parts that are one
 * object are not looked at: most of what is compared has changed little.
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, at) => isSame(item, b[at]));
  if (!isTree(a) || !isTree(b)) return false;
  for (const key in a) if (!isSame(a[key], b[key])) return false;
  for (const key in b) if (b[key] !== undefined && a[key] === undefined) return false;
  return true;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

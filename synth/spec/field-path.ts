/** A field as a list of keys and indexes. */
export type FieldPath = readonly PropertyKey[];

/**
 * A field as people write it.
 *
 * @example fieldPath(['spec', 'hosts', 0]) // spec.hosts[0]
 * @example fieldPath(['metadata', 'labels', 'example.com/team']) // metadata.labels["example.com/team"]
 */
export function fieldPath(path: FieldPath): string {
  return path.map(segment).join('').replace(/^\./, '');
}

function segment(key: PropertyKey): string {
  if (typeof key === 'number') return `[${key}]`;
  const text = String(key);
  return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(text) ? `.${text}` : `[${quote(text)}]`;
}

/** The value at a path; undefined when there is none. */
export function valueAt(value: unknown, path: FieldPath): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

const longest = 60;

/** A value for a message: JSON on one line, control characters escaped, cut after 60 characters, without a URL's credentials. */
export function quote(value: unknown): string {
  const json =
    typeof value === 'string'
      ? JSON.stringify(cut(withoutCredentials(value)))
      : withoutCredentials(JSON.stringify(value) ?? String(value));
  return cut(json.replaceAll(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, escaped), longest + 2);
}

function withoutCredentials(text: string): string {
  return text.replaceAll(/:\/\/[^/\s]*@/g, '://…@');
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function cut(text: string, length = longest): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

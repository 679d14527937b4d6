import { isCollection, parseDocument } from 'yaml';

/** What the form puts into a file: a text, yes or no, several texts; undefined takes the field away. */
export type FieldValue = string | boolean | readonly string[] | undefined;

/** A file as the form reads it. */
export interface FileValues {
  /** Absent: the text is no YAML mapping, so there is nothing to read or to set. */
  readonly get?: (path: readonly string[]) => unknown;
}

/** The file of a store that nobody has described yet. */
export const newFile = `apiVersion: urumi.dev/v1alpha1
kind: Store
metadata:
  name: ""
spec:
  engine: woocommerce
`;

/** Reads a file's fields. Never throws. */
export function readValues(text: string): FileValues {
  try {
    const document = parseDocument(text, { stringKeys: true, logLevel: 'silent' });
    if (document.errors.length > 0 || !isCollection(document.contents)) return {};
    return {
      get: (path) => {
        const found: unknown = document.getIn(path);
        return isCollection(found) ? (found.toJSON() as unknown) : found;
      },
    };
  } catch {
    return {}; // no YAML that anybody could read; the validator says where
  }
}

/**
 * A file with one field set, or taken away. Comments, the order of keys and the ways of writing of everything else stay.
 *
 * @returns the text as it was when it cannot be read
 */
export function withValue(text: string, path: readonly string[], value: FieldValue): string {
  if (readValues(text).get === undefined) return text;
  const document = parseDocument(text, { stringKeys: true, logLevel: 'silent' });
  const isEmpty = value === undefined || (Array.isArray(value) && value.length === 0);
  if (isEmpty) removeIn(document, path);
  else document.setIn(path, document.createNode(value, { flow: Array.isArray(value) && value.length < 3 }));
  return document.toString({ lineWidth: 0, flowCollectionPadding: /[{[] \S/.test(text) });
}

/** Takes a field away, and the mapping that it leaves empty. */
function removeIn(document: ReturnType<typeof parseDocument>, path: readonly string[]): void {
  if (!document.hasIn(path)) return;
  document.deleteIn(path);
  const above = path.slice(0, -1);
  const left = document.getIn(above);
  if (above.length > 1 && isCollection(left) && left.items.length === 0) document.deleteIn(above);
}

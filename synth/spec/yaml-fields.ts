import { isMap, isNode, isScalar, isSeq } from 'yaml';
import type { Document, LineCounter, Node } from 'yaml';
import type { FieldPath } from './field-path.ts';
import type { Position } from './problem.ts';

/** Where the fields of a YAML document stand. A field that is absent stands where the nearest one above it does. */
export interface YamlFields {
  /** Where the field's value stands; its key when the value is empty. */
  valuePosition(path: FieldPath): Position;
  keyPosition(path: FieldPath): Position;
  /** A plain value as it is written: `10.0` where the value is the number 10. */
  source(path: FieldPath): string | undefined;
}

interface Field {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

export function locateFields(document: Document, lines: LineCounter): YamlFields {
  const find = (path: FieldPath): Field & { complete: boolean } => {
    let field: Field = { key: undefined, value: document.contents ?? undefined };
    for (const step of path) {
      const next = child(field.value, step);
      if (next === undefined) return { ...field, complete: false };
      field = next;
    }
    return { ...field, complete: true };
  };
  const position = (node: Node | undefined): Position => positionAt(lines, node?.range?.[0] ?? 0);
  return {
    valuePosition(path) {
      const { key, value, complete } = find(path);
      const written = complete && !(isScalar(value) && value.value === null);
      return position(written ? value : (key ?? value));
    },
    keyPosition(path) {
      const { key, value } = find(path);
      return position(key ?? value);
    },
    source(path) {
      const { value, complete } = find(path);
      return complete && isScalar(value) ? value.source : undefined;
    },
  };
}

/** The line and column of an offset into the text. */
export function positionAt(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(line, 1), column: Math.max(col, 1) };
}

function child(node: Node | undefined, step: PropertyKey): Field | undefined {
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return isNode(item) ? { key: undefined, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (pair === undefined || !isNode(pair.key)) return undefined;
  return { key: pair.key, value: isNode(pair.value) ? pair.value : undefined };
}

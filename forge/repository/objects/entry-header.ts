import type { ObjectType } from './git-object.ts';

/** What stands before an object's packed bytes. `size` is that of the packed thing: of the object, or of the delta. */
export type EntryHeader = { readonly size: number; readonly length: number } & (
  | { readonly kind: 'object'; readonly type: ObjectType }
  | { readonly kind: 'offset-delta'; readonly distance: number }
  | { readonly kind: 'reference-delta'; readonly base: Buffer }
);

/** More bytes than any header has: 10 for the size, 20 for the base. */
export const longestHeader = 32;

const types: Readonly<Record<number, ObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };

/**
 * Reads the header of a pack's entry. `undefined`: damaged.
 *
 * @see https://git-scm.com/docs/gitformat-pack
 */
export function readEntryHeader(bytes: Buffer): EntryHeader | undefined {
  let at = 0;
  let byte = bytes[at] ?? 0;
  const kind = (byte >> 4) & 7;
  let size = byte & 15;
  for (let shift = 4; (byte & 0x80) !== 0; shift += 7) {
    at += 1;
    byte = bytes[at] ?? 0;
    size += (byte & 0x7f) * 2 ** shift;
  }
  at += 1;
  if (at > Math.min(bytes.length, 10)) return undefined;
  const type = types[kind];
  if (type) return { kind: 'object', type, size, length: at };
  if (kind === 7) return { kind: 'reference-delta', base: bytes.subarray(at, at + 20), size, length: at + 20 };
  return kind === 6 ? readDistance(bytes, at, size) : undefined;
}

// A number in base 128 where each further byte counts one more, so that no distance has two spellings.
function readDistance(bytes: Buffer, from: number, size: number): EntryHeader | undefined {
  let distance = -1;
  for (let at = from; at < Math.min(bytes.length, from + 8); at += 1) {
    const byte = bytes.readUInt8(at);
    distance = (distance + 1) * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return { kind: 'offset-delta', distance, size, length: at + 1 };
  }
  return undefined;
}

/**
 * The size of what a delta makes, from its first bytes. `undefined`: damaged.
 *
 * @see https://git-scm.com/docs/gitformat-pack ("Deltified representation")
 */
export function deltaResultSize(start: Buffer): number | undefined {
  const base = readSize(start, 0);
  return base && readSize(start, base.next)?.size;
}

/** Applies a delta to its base. `undefined`: the delta is damaged or belongs to another base. */
export function applyDelta(base: Buffer, delta: Buffer): Buffer | undefined {
  const baseSize = readSize(delta, 0);
  const resultSize = baseSize && readSize(delta, baseSize.next);
  if (!resultSize || baseSize.size !== base.length) return undefined;
  const result = Buffer.allocUnsafe(resultSize.size);
  let at = resultSize.next;
  let written = 0;
  while (at < delta.length) {
    const instruction = delta.readUInt8(at);
    const part = (instruction & 0x80) !== 0 ? copyPart(base, delta, at) : insertPart(delta, at);
    if (!part || written + part.bytes.length > result.length) return undefined;
    part.bytes.copy(result, written);
    written += part.bytes.length;
    at = part.next;
  }
  return written === result.length ? result : undefined;
}

interface Part {
  bytes: Buffer;
  next: number;
}

// 1xxxxxxx: copy from the base; the low four bits say which bytes of the offset follow, the next three which of the size.
function copyPart(base: Buffer, delta: Buffer, at: number): Part | undefined {
  const instruction = delta.readUInt8(at);
  let next = at + 1;
  const number = (first: number, count: number): number => {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1) {
      if ((instruction & (1 << (first + bit))) === 0) continue;
      value += (delta[next] ?? 0) * 2 ** (8 * bit);
      next += 1;
    }
    return value;
  };
  const offset = number(0, 4);
  const size = number(4, 3) || 0x10000;
  return next > delta.length || offset + size > base.length
    ? undefined
    : { bytes: base.subarray(offset, offset + size), next };
}

// 0xxxxxxx: that many bytes of the delta itself; 0 is reserved.
function insertPart(delta: Buffer, at: number): Part | undefined {
  const size = delta.readUInt8(at);
  const next = at + 1 + size;
  return size === 0 || next > delta.length ? undefined : { bytes: delta.subarray(at + 1, next), next };
}

function readSize(bytes: Buffer, from: number): { size: number; next: number } | undefined {
  let size = 0;
  let shift = 0;
  for (let at = from; at < bytes.length && shift < 49; at += 1) {
    const byte = bytes.readUInt8(at);
    size += (byte & 0x7f) * 2 ** shift;
    shift += 7;
    if ((byte & 0x80) === 0) return { size, next: at + 1 };
  }
  return undefined;
}

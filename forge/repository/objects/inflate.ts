import { constants, inflateSync } from 'node:zlib';

/**
 * Inflates an object whose size is known beforehand. `undefined`: the bytes are damaged or have another size.
 *
 * @param packed may hold more than the object: what follows is ignored
 */
export function inflateExactly(packed: Buffer, size: number): Buffer | undefined {
  try {
    // A chunk of just the right size spares an allocation of 16 kB per object; one byte more spares a second round.
    const data = inflateSync(packed, {
      chunkSize: Math.min(Math.max(size + 1, 64), 65_536),
      maxOutputLength: Math.max(size, 1),
    });
    return data.length === size ? data : undefined;
  } catch {
    return undefined;
  }
}

/** The first bytes of what is packed, as far as `packed` reaches. `undefined`: damaged. */
export function inflateStart(packed: Buffer): Buffer | undefined {
  try {
    return inflateSync(packed.subarray(0, 1024), { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 1024 });
  } catch {
    return undefined;
  }
}

import { createHash } from 'node:crypto';
import { corrupt } from '../repository-error.ts';

const magic = 0xff744f63;
const fanoutAt = 8;
const idsAt = fanoutAt + 256 * 4;

/**
 * The index of a pack, version 2: which object lies at which offset. Works on the file's bytes as they are, so that a million objects
 * cost 28 MB and no more.
 *
 * @see https://git-scm.com/docs/gitformat-pack
 */
export class PackIndex {
  readonly count: number;
  /** SHA-1 of the pack that this is the index of. */
  readonly packChecksum: Buffer;
  readonly #bytes: Buffer;
  #sorted: Float64Array | undefined;

  /** @throws RepositoryError `Corrupt` when the bytes are not an intact index of version 2 */
  constructor(bytes: Buffer, path: string) {
    if (bytes.length < idsAt + 40 || bytes.readUInt32BE(0) !== magic || bytes.readUInt32BE(4) !== 2) {
      throw corrupt(path, 'it is not a pack index of version 2');
    }
    const content = bytes.subarray(0, -20);
    if (!createHash('sha1').update(content).digest().equals(bytes.subarray(-20)))
      throw corrupt(path, 'its checksum does not fit');
    this.#bytes = bytes;
    this.count = this.#fanout(255);
    this.packChecksum = bytes.subarray(-40, -20);
    if (bytes.length < idsAt + this.count * 28 + 40) throw corrupt(path, 'it is too short for its objects');
  }

  /** Offset of an object in the pack; `undefined` when the pack does not hold it. */
  find(id: Buffer): number | undefined {
    const first = id.readUInt8(0);
    let low = first === 0 ? 0 : this.#fanout(first - 1);
    let high = this.#fanout(first) - 1;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const at = idsAt + middle * 20;
      const order = this.#bytes.compare(id, 0, 20, at, at + 20);
      if (order === 0) return this.#offset(middle);
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  /** Offset of whatever follows the object at `offset`; `packEnd` for the last one. */
  following(offset: number, packEnd: number): number {
    this.#sorted ??= Float64Array.from({ length: this.count }, (_, position) => this.#offset(position)).sort();
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return this.#sorted[low] ?? packEnd;
  }

  #fanout(first: number): number {
    return this.#bytes.readUInt32BE(fanoutAt + first * 4);
  }

  // Offsets from 2 GiB on stand in a second table of 64 bits: the first then holds the position there.
  #offset(position: number): number {
    const small = this.#bytes.readUInt32BE(idsAt + this.count * 24 + position * 4);
    if (small < 0x80000000) return small;
    const at = idsAt + this.count * 28 + (small - 0x80000000) * 8;
    return this.#bytes.readUInt32BE(at) * 0x100000000 + this.#bytes.readUInt32BE(at + 4);
  }
}

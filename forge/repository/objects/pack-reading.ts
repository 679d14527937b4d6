import type { FileHandle } from 'node:fs/promises';
import { corrupt, RepositoryError } from '../repository-error.ts';
import { ByteCache } from './byte-cache.ts';
import { applyDelta, deltaResultSize } from './delta.ts';
import { longestHeader, readEntryHeader, type EntryHeader } from './entry-header.ts';
import type { GitObject, TooLarge } from './git-object.ts';
import { inflateExactly, inflateStart } from './inflate.ts';
import type { Pack } from './pack.ts';

const cacheBytes = 16 * 1024 * 1024;
const windowBytes = 1024 * 1024;
const smallDelta = 64 * 1024;
/** Git writes chains of 50 at most by default, and refuses 4,096. */
const longestChain = 4095;

interface ReadingOptions {
  /** Bytes of an object that is only the base of another, or of a delta. */
  readonly objectBytes: number;
  /** Read on beyond the object asked for: the next ones will follow it. */
  readonly ahead: boolean;
  /** Finds a base that is not in this pack. */
  readonly elsewhere: (id: string) => Promise<GitObject | TooLarge | undefined>;
}

interface Delta {
  readonly offset: number;
  readonly bytes: Buffer;
}

/** Reads objects out of one pack, best in the order of their offsets. Inflates with node:zlib, and only what is asked for. */
export class PackReading {
  readonly #pack: Pack;
  readonly #file: FileHandle;
  readonly #options: ReadingOptions;
  readonly #unpacked = new ByteCache(cacheBytes);
  #window: { from: number; bytes: Buffer } = { from: 0, bytes: Buffer.alloc(0) };

  /** @param file the pack's, open as long as it is read from */
  constructor(pack: Pack, file: FileHandle, options: ReadingOptions) {
    this.#pack = pack;
    this.#file = file;
    this.#options = options;
  }

  /** @throws RepositoryError `Corrupt`; `TooLarge` when a base or a delta is over the limit */
  async read(offset: number, maxBytes: number): Promise<GitObject | TooLarge> {
    const { objectBytes } = this.#options;
    const deltas: Delta[] = [];
    let deltaBytes = 0;
    let at = offset;
    while (deltas.length <= longestChain) {
      const known = this.#unpacked.get(at);
      if (known) return this.#finish(known, deltas, maxBytes);
      const { header, packed } = await this.#entry(at);
      if (header.kind === 'object') {
        if (deltas.length === 0 && header.size > maxBytes) return { tooLarge: header.size };
        const object = { type: header.type, data: this.#inflate(packed, header.size, at) };
        this.#unpacked.set(at, object);
        return this.#finish(object, deltas, maxBytes);
      }
      const isWanted = deltas.length === 0;
      const bytes = this.#delta(packed, header.size, at, isWanted ? maxBytes : objectBytes);
      if ('tooLarge' in bytes) {
        if (isWanted) return bytes;
        throw this.#tooLarge(bytes.tooLarge);
      }
      deltaBytes += bytes.length;
      if (deltaBytes > objectBytes) throw this.#tooLarge(deltaBytes);
      deltas.push({ offset: at, bytes });
      const base = await this.#base(header, at);
      if (typeof base !== 'number') return this.#finish(base, deltas, maxBytes);
      at = base;
    }
    throw this.#damaged(offset, `more than ${longestChain} deltas build on each other`);
  }

  #finish(base: GitObject, deltas: readonly Delta[], maxBytes: number): GitObject | TooLarge {
    let object = base;
    for (const { offset, bytes } of deltas.toReversed()) {
      const data = applyDelta(object.data, bytes);
      if (!data) throw this.#damaged(offset, 'a delta does not fit its base');
      object = { type: object.type, data };
      this.#unpacked.set(offset, object);
    }
    return object.data.length > maxBytes ? { tooLarge: object.data.length } : object;
  }

  async #base(header: EntryHeader, at: number): Promise<number | GitObject> {
    if (header.kind === 'offset-delta') {
      if (header.distance <= 0 || header.distance > at) throw this.#damaged(at, 'a delta has no base');
      return at - header.distance;
    }
    if (header.kind === 'object') throw this.#damaged(at, 'not a delta');
    const here = this.#pack.index.find(header.base);
    if (here !== undefined) return here;
    const there = await this.#options.elsewhere(header.base.toString('hex'));
    if (!there) throw this.#damaged(at, `the base of a delta, ${header.base.toString('hex')}, is missing`);
    if ('tooLarge' in there) throw this.#tooLarge(there.tooLarge);
    return there;
  }

  // Of a large delta only the start is inflated before it is known that its result is wanted.
  #delta(packed: Buffer, size: number, at: number, maxBytes: number): Buffer | TooLarge {
    const inflated = size > smallDelta ? undefined : this.#inflate(packed, size, at);
    const start = inflated ?? inflateStart(packed);
    const result = start && deltaResultSize(start);
    if (result === undefined) throw this.#damaged(at, 'a delta cannot be inflated');
    return result > maxBytes ? { tooLarge: result } : (inflated ?? this.#inflate(packed, size, at));
  }

  #inflate(packed: Buffer, size: number, at: number): Buffer {
    if (size > this.#options.objectBytes) throw this.#tooLarge(size);
    const data = inflateExactly(packed, size);
    if (!data) throw this.#damaged(at, 'an object cannot be inflated');
    return data;
  }

  async #entry(offset: number): Promise<{ header: EntryHeader; packed: Buffer }> {
    const bytes = await this.#bytes(offset);
    const header = readEntryHeader(bytes.subarray(0, longestHeader));
    if (!header) throw this.#damaged(offset, 'the header of an object is not valid');
    return { header, packed: bytes.subarray(header.length) };
  }

  // Of an object too large to be unpacked only the start is read: enough for its header and the sizes of a delta.
  async #bytes(offset: number): Promise<Buffer> {
    const { index, end } = this.#pack;
    const length = Math.min(index.following(offset, end) - offset, this.#options.objectBytes + windowBytes);
    const { from, bytes } = this.#window;
    if (offset >= from && offset + length <= from + bytes.length)
      return bytes.subarray(offset - from, offset - from + length);
    // A base lies before its delta: fetching it must not throw the window away.
    const ahead = this.#options.ahead && offset >= from + bytes.length - windowBytes;
    const wanted = ahead ? Math.min(Math.max(length, windowBytes), end - offset) : length;
    const buffer = Buffer.allocUnsafe(wanted);
    const { bytesRead } = await this.#file.read(buffer, 0, wanted, offset);
    if (bytesRead !== wanted) throw this.#damaged(offset, 'the file ends too early');
    if (ahead) this.#window = { from: offset, bytes: buffer };
    return buffer.subarray(0, length);
  }

  #damaged(offset: number, reason: string): RepositoryError {
    return corrupt(`${this.#pack.path} at ${offset}`, reason);
  }

  #tooLarge(size: number): RepositoryError {
    return new RepositoryError('TooLarge', {
      attempted: 'unpack an object of',
      target: this.#pack.path,
      reason: `it or what it builds on has ${size} bytes, and the limit is ${this.#options.objectBytes}`,
    });
  }
}

import { createHash } from 'node:crypto';
import { readFile, type FileHandle } from 'node:fs/promises';
import { corrupt } from '../repository-error.ts';
import { storageFailure } from '../storage-failure.ts';
import { withFile } from '../with-file.ts';
import { PackIndex } from './pack-index.ts';

const headerSize = 12;
const trailerSize = 20;
const chunk = 1024 * 1024;

/** A pack on disk that was found intact. It holds its index in memory, and no file open. */
export interface Pack {
  readonly path: string;
  readonly index: PackIndex;
  /** Offset at which the last object ends. */
  readonly end: number;
}

/**
 * Opens a pack and its index. Both are checked whole, because isomorphic-git writes them in place (a crash leaves half a file) and
 * leaves out of the index what it cannot resolve. Reads by ranges: the pack is never in memory as a whole.
 *
 * @param path of the `.pack`; the index lies beside it
 * @throws RepositoryError `Corrupt`
 */
export async function openPack(path: string): Promise<Pack> {
  const indexPath = path.replace(/\.pack$/, '.idx');
  try {
    const index = new PackIndex(await readFile(indexPath), indexPath);
    return await withFile(path, 'r', (file) => check(file, path, index));
  } catch (error) {
    throw storageFailure(error);
  }
}

async function check(file: FileHandle, path: string, index: PackIndex): Promise<Pack> {
  const { size } = await file.stat();
  if (size < headerSize + trailerSize) throw corrupt(path, 'it is too short for a pack');
  const { header, digest, trailer } = await digestOf(file, size);
  const count = header.readUInt32BE(8);
  if (header.toString('latin1', 0, 4) !== 'PACK' || header.readUInt32BE(4) !== 2)
    throw corrupt(path, 'it is not a pack of version 2');
  if (!digest.equals(trailer)) throw corrupt(path, 'its checksum does not fit');
  if (!trailer.equals(index.packChecksum)) throw corrupt(path, 'its index belongs to another pack');
  if (count !== index.count) throw corrupt(path, `it has ${count} objects and its index ${index.count}`);
  return { path, index, end: size - trailerSize };
}

async function digestOf(file: FileHandle, size: number): Promise<{ header: Buffer; digest: Buffer; trailer: Buffer }> {
  const hash = createHash('sha1');
  const buffer = Buffer.alloc(Math.min(chunk, size));
  const header = Buffer.alloc(headerSize);
  await file.read(header, 0, headerSize, 0);
  for (let at = 0; at < size - trailerSize;) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(chunk, size - trailerSize - at), at);
    if (bytesRead === 0) break;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
  const trailer = Buffer.alloc(trailerSize);
  await file.read(trailer, 0, trailerSize, size - trailerSize);
  return { header, digest: hash.digest(), trailer };
}

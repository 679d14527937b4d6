import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { corrupt } from '../repository-error.ts';
import { withFile } from '../with-file.ts';
import type { GitObject, ObjectType, TooLarge } from './git-object.ts';
import { inflateExactly, inflateStart } from './inflate.ts';

const header = /^(commit|tree|blob|tag) ([0-9]{1,15})\0/;

/**
 * Reads an object that lies in a file of its own. `undefined`: there is none.
 *
 * @throws RepositoryError `Corrupt` when the file does not hold the object of that id
 */
export async function readLooseObject(
  gitdir: string,
  id: string,
  maxBytes: number,
): Promise<GitObject | TooLarge | undefined> {
  const path = join(gitdir, 'objects', id.slice(0, 2), id.slice(2));
  try {
    return await withFile(path, 'r', (file) => read(file, path, { id, maxBytes }));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

async function read(
  file: FileHandle,
  path: string,
  { id, maxBytes }: { id: string; maxBytes: number },
): Promise<GitObject | TooLarge> {
  const start = await file.read(Buffer.alloc(1024), 0, 1024, 0);
  const found = header.exec(inflateStart(start.buffer.subarray(0, start.bytesRead))?.toString('latin1', 0, 32) ?? '');
  if (!found) throw corrupt(path, 'it is not an object of Git');
  const size = Number(found[2]);
  if (size > maxBytes) return { tooLarge: size };
  const wrapped = inflateExactly(await file.readFile(), found[0].length + size);
  if (!wrapped || createHash('sha1').update(wrapped).digest('hex') !== id)
    throw corrupt(path, 'its content does not fit its id');
  return { type: found[1] as ObjectType, data: wrapped.subarray(found[0].length) };
}

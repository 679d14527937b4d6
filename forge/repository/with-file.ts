import { open, type FileHandle } from 'node:fs/promises';

/**
 * Opens a file, lets `work` use it and closes it again. (`await using` would do, if dependency-cruiser could read it.)
 *
 * @param flags as fs.open takes them; a file that is made can be read by its owner only
 */
export async function withFile<T>(path: string, flags: string, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags, 0o600);
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

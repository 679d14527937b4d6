import { open } from 'node:fs/promises';

/**
 * The first bytes of a file, so that a file of any size costs no more.
 *
 * @param limit bytes
 */
export async function readStart(path: string, limit: number): Promise<Uint8Array> {
  await using file = await open(path);
  const buffer = new Uint8Array(limit);
  let length = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, length, limit - length);
    length += bytesRead;
    if (bytesRead === 0 || length === limit) return buffer.subarray(0, length);
  }
}

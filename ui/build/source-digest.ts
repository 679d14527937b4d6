import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Names everything in a folder, tests excepted, and some files beside it, by their content: the same files have the same digest on every machine.
 *
 * @returns 16 characters that fit a file name
 */
export async function sourceDigest(folder: string, others: readonly string[]): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const inside = entries
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  const hash = createHash('sha256');
  for (const file of [...inside, ...others]) {
    hash
      .update(`${path.relative(folder, file).split(path.sep).join('/')}\0`)
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

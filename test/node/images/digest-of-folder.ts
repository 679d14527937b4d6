import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** SHA-256 of the names and contents of all files below a folder. */
export function digestOfFolder(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map((entry) => path.join(entry.parentPath, entry.name)).toSorted();
  const hash = createHash('sha256');
  for (const file of files) {
    const contents = createHash('sha256').update(readFileSync(file)).digest('hex');
    hash.update(`${path.relative(folder, file)}\0${contents}\n`);
  }
  return hash.digest('hex');
}

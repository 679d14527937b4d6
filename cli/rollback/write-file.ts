import { lstat, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../cli-error.ts';
import type { Clone } from './clone.ts';
import type { Rollback } from './decide-rollback.ts';

async function fileAt(path: string): Promise<Uint8Array | undefined> {
  try {
    if ((await lstat(path)).isFile()) return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  throw new CliError(1, `could not write ${path}: it is not a file; nothing was written`);
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
}

/**
 * Writes the file into the working tree.
 *
 * @throws CliError (1) when there are changes of it that nobody has committed
 */
export async function writeRollback({ dir }: Clone, { path, content, before }: Rollback): Promise<void> {
  const target = join(dir, path);
  const found = await fileAt(target);
  if (isSame(found, content)) return;
  if (!isSame(found, before))
    throw new CliError(
      1,
      `could not write ${path}: it has changes that are not committed; commit them or take them back first. Nothing was written`,
    );
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, content);
}

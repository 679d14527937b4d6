import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../../../sandbox/binaries/cache.ts';

/**
 * The file that is kept under a name and the digest of all that it is made from; made when it is not there.
 *
 * @param make writes it, whole or not at all
 * @returns its path
 */
export async function kept(
  name: string,
  ingredients: readonly (string | Buffer)[],
  make: (file: string) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256');
  for (const each of ingredients) hash.update(createHash('sha256').update(each).digest());
  const folder = path.join(cacheFolder(process.env), 'images');
  const file = path.join(folder, `${name}-${hash.digest('hex').slice(0, 16)}.tar`);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(file)) await make(file);
  return file;
}

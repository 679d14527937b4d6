import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A path that a person gave cannot be used. */
export class PathNotReadable extends Error {
  static readonly code = 'PathNotReadable';
  readonly code = PathNotReadable.code;
  readonly path: string;

  constructor(path: string, cause: unknown) {
    const reason =
      (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file or folder' : (cause as Error).message;
    super(`cannot read ${path}: ${reason}. Give files or folders that exist`, { cause });
    this.name = 'PathNotReadable';
    this.path = path;
  }
}

const manifest = /\.ya?ml$/;

/**
 * The files that paths stand for: a file stands for itself, a folder for every .yaml and .yml file in it and below, without hidden
 * folders and node_modules. Links within folders are not followed, so that there is an end.
 *
 * @returns each file once, sorted, with forward slashes
 * @throws PathNotReadable when a path does not exist or may not be read
 */
export async function findManifests(paths: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const path of paths) for await (const file of filesOf(path)) found.add(file.replaceAll('\\', '/'));
  return [...found].sort();
}

async function* filesOf(path: string): AsyncGenerator<string> {
  try {
    if ((await stat(path)).isDirectory()) yield* filesBelow(path);
    else yield path;
  } catch (error) {
    throw new PathNotReadable(path, error);
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') yield* filesBelow(path);
    if (entry.isFile() && manifest.test(entry.name)) yield path;
  }
}

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CliError } from '../cli-error.ts';

/** A path that a person gave cannot be used: wrong usage. */
export function pathNotReadable(path: string, cause: unknown): CliError {
  const { code, message } = cause as NodeJS.ErrnoException;
  const reason = code === 'ENOENT' ? 'there is no such file or folder' : message;
  return new CliError(2, `cannot read ${path}: ${reason}. Give files or folders that exist and may be read`, cause);
}

const manifest = /\.ya?ml$/;

/**
 * The files that paths stand for: a file stands for itself, a folder for every .yaml and .yml file in it and below, without hidden
 * folders and node_modules. Links within folders are not followed, so that there is an end.
 *
 * @returns each file once, sorted, with forward slashes
 * @throws CliError when a path does not exist or may not be read
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
    throw pathNotReadable(path, error);
  }
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') yield* filesBelow(path);
    if (entry.isFile() && manifest.test(entry.name)) yield path;
  }
}

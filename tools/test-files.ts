import { globSync, statSync } from 'node:fs';
import path from 'node:path';

export interface TestFiles {
  readonly unit: readonly string[];
  readonly integration: readonly string[];
}

const ignored = ['node_modules', '.sandbox', 'coverage', 'dist'];

/**
 * The test files of the project, sorted, relative to `root`.
 *
 * @param paths folders or files to look in; everywhere when empty
 * @throws Error when one of them does not exist or holds no test
 */
export function testFiles(root: string, paths: readonly string[]): TestFiles {
  const found = paths.length === 0 ? below(root, '.') : paths.flatMap((place) => inPlace(root, place));
  const files = [...new Set(found)].toSorted();
  return {
    unit: files.filter((file) => !file.endsWith('.it.test.ts')),
    integration: files.filter((file) => file.endsWith('.it.test.ts')),
  };
}

function inPlace(root: string, place: string): string[] {
  const relative = path.relative(root, path.resolve(root, place));
  const stat = statSync(path.join(root, relative), { throwIfNoEntry: false });
  const files = stat?.isFile() ? [relative] : stat ? below(root, relative || '.') : [];
  if (files.length === 0) throw new Error(`no test file in ${place}`);
  return files;
}

function below(root: string, folder: string): string[] {
  return globSync(path.posix.join(folder, '**/*.test.ts'), {
    cwd: root,
    exclude: (name) => ignored.includes(path.basename(name)),
  });
}

import { RepositoryError } from './repository-error.ts';

/**
 * A folder's path as Git has it: `./stores/` is `stores`, `/` and `.` are the root, which is empty.
 *
 * @throws RepositoryError `PathMissing` when it leads out of the repository
 */
export function folderPath(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  if (names.includes('..')) {
    throw new RepositoryError('PathMissing', {
      attempted: 'list',
      target: `folder ${path}`,
      reason: 'it leads out of the repository',
    });
  }
  return names.join('/');
}

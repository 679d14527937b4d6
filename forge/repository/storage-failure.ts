import { corrupt, RepositoryError } from './repository-error.ts';

const gone = new Set(['ENOENT', 'ENOTDIR', 'EISDIR']);

/** Puts a failure of the file system into our words: something that must be there is not, or the disk fails. Others pass. */
export function storageFailure(error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const target = path ?? "the mirror's folder";
  if (gone.has(code ?? '')) return corrupt(target, `it is missing or of the wrong kind (${code})`, error);
  return new RepositoryError('Storage', { attempted: String(syscall), target, reason: error.message, cause: error });
}

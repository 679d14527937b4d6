import type { RepositoryMirror } from '../../forge/repository/mirror.ts';

/** What the fleet loop needs of a stores repo: passed in, so that the loop runs unchanged against a model of Git. */
export type StoresRepository = Pick<RepositoryMirror, 'fetch' | 'listTree' | 'readBlobs' | 'readCommit' | 'close'>;

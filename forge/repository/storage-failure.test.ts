import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { RepositoryError } from './repository-error.ts';
import { storageFailure } from './storage-failure.ts';

describe('a failure of the file system', () => {
  it('is damage when something is missing', async () => {
    const error: unknown = await readFile('/nonexistent/pack').catch((error: unknown) => error);
    const failure = storageFailure(error);
    assert.ok(failure instanceof RepositoryError);
    assert.deepEqual([failure.code, failure.target], ['Corrupt', '/nonexistent/pack']);
  });

  it('is the disk otherwise', () => {
    const error = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const failure = storageFailure(error);
    assert.ok(failure instanceof RepositoryError);
    assert.deepEqual([failure.code, failure.attempted], ['Storage', 'write']);
  });

  it('passes what is something else', () => {
    const error = new TypeError('x');
    assert.equal(storageFailure(error), error);
  });
});

import assert from 'node:assert/strict';
import { RepositoryError, type RepositoryErrorCode } from '../../forge/repository/repository-error.ts';
import { sourceFailure } from './source-failure.ts';

const failed = (code: RepositoryErrorCode) =>
  sourceFailure(new RepositoryError(code, { attempted: 'list', target: 'stores at 0123', reason: 'because' }));

describe('what a fleet says of a repository that cannot be read', () => {
  for (const [code, reason, stalled] of [
    ['PathMissing', 'PathMissing', true],
    ['RevisionMissing', 'RevisionMissing', false],
    ['Cancelled', 'FetchCancelled', false],
    ['Timeout', 'RepositoryUnreachable', false],
    ['Damaged', 'RepositoryUnreachable', false],
    ['Protocol', 'NotARepository', true],
    ['Unauthorized', 'Unauthorized', true],
  ] as const) {
    it(`is ${reason} for ${code}, which ${stalled ? 'a person must settle' : 'may pass'}`, () => {
      assert.deepEqual([failed(code).reason, failed(code).stalled], [reason, stalled]);
      assert.match(failed(code).message, /^could not list stores at 0123: because\./);
    });
  }

  it('is FetchFailed, in its own words, for whatever is no error of the repository', () => {
    const error = Object.assign(new Error('no room'), { code: 'ENOSPC' });
    assert.deepEqual(sourceFailure(error), { reason: 'FetchFailed', message: 'no room', stalled: false });
    assert.equal(sourceFailure('odd').message, 'odd');
  });
});

import assert from 'node:assert/strict';
import { gitSteps } from './git-steps.ts';

const pull = {
  number: 7,
  title: 'Open it',
  author: 'tess',
  url: 'http://git.example/7',
  openedAt: '2026-11-21T10:00:00Z',
  mergedAt: '2026-11-21T10:08:00Z',
};

describe('the way of a change through Git', () => {
  it('goes from the pull request to the merge and on to the cluster, on one scale', () => {
    const steps = gitSteps(pull, '2026-11-21T10:10:00Z');
    assert.deepEqual(
      steps.map(({ title, took, x, w }) => [title, took, x, w]),
      [
        ['Pull request #7 opened', undefined, 0, 1],
        ['Merged', 480_000, 0, 80],
        ['Seen by the cluster', 120_000, 80, 20],
      ],
    );
  });

  it('ends with the merge when the rollout is of another change', () => {
    assert.equal(gitSteps(pull, '2026-11-21T09:00:00Z').length, 2);
    assert.equal(gitSteps(pull, '2026-11-23T10:00:00Z').length, 2);
    assert.equal(gitSteps(pull, undefined).length, 2);
  });

  it('shows a step that took no time, inside the scale', () => {
    const seen = gitSteps(pull, '2026-11-21T10:08:00Z').at(-1);
    assert.deepEqual([seen?.x, seen?.w], [99, 1]);
  });

  it('is not told of a pull request that is still open', () => {
    const { mergedAt: _, ...open } = pull;
    assert.deepEqual(gitSteps(open, undefined), []);
  });
});

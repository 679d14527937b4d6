import assert from 'node:assert/strict';
import { readStageWait, stageWait } from './stage-wait.ts';

describe('readStageWait', () => {
  it('finds the reason and the words of the object in what stageWait says', () => {
    const text = stageWait('database', 'StatefulSet db: ImagePullBackOff: pod db-0: cannot pull: no such host');
    assert.deepEqual(readStageWait(text), {
      reason: 'ImagePullBackOff',
      message: 'pod db-0: cannot pull: no such host',
    });
  });

  it('finds nothing in other messages', () => {
    for (const text of [
      'applying stage config',
      'stage database took too long: Pod db-0: Error: x',
      'the shop answers',
    ])
      assert.equal(readStageWait(text), undefined);
  });
});

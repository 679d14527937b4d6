import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { inLanes } from './in-lanes.ts';

describe('tasks in lanes', () => {
  const never = new AbortController().signal;

  it('run so many at a time, in their order', async () => {
    const begun: number[] = [];
    let under = 0;
    let most = 0;
    const tasks = [5, 1, 1, 1, 3].map((turns, index) => async () => {
      begun.push(index);
      most = Math.max(most, (under += 1));
      for (let left = turns; left > 0; left -= 1) await turn();
      under -= 1;
    });
    await inLanes(tasks, 2, never);
    assert.deepEqual([begun, most, under], [[0, 1, 2, 3, 4], 2, 0]);
  });

  it('begin no other once the signal is given', async () => {
    const stop = new AbortController();
    const begun: string[] = [];
    const first = async (): Promise<void> => {
      begun.push('first');
      await turn();
      stop.abort();
    };
    await inLanes([first, async () => void begun.push('second')], 1, stop.signal);
    assert.deepEqual(begun, ['first']);
  });

  it('end with what a task threw, after the others have come to their end', async () => {
    let ended = false;
    const slow = async (): Promise<void> => {
      await turn();
      ended = true;
    };
    await assert.rejects(inLanes([() => Promise.reject(new Error('broken')), slow], 2, never), /broken/u);
    assert.ok(ended);
  });
});

import assert from 'node:assert/strict';
import { backOffMs } from './back-off.ts';

describe('the back-off', () => {
  it('doubles from 1 s to 30 s', () => {
    const seconds = [1, 2, 3, 4, 5, 6, 7, 1000].map((failures) => backOffMs(failures, () => 0.5) / 1000);
    assert.deepEqual(seconds, [1, 2, 4, 8, 16, 30, 30, 30]);
  });

  it('spreads by a quarter', () => {
    assert.equal(
      backOffMs(3, () => 0),
      3_000,
    );
    assert.ok(Math.abs(backOffMs(3, () => 0.9999) - 5_000) < 2);
  });
});

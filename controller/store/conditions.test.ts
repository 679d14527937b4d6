import assert from 'node:assert/strict';
import { conditionsOf, reconciling, settled, stuck } from './conditions.ts';

describe('conditionsOf', () => {
  it('moves lastTransitionTime only when the status moves', () => {
    const first = conditionsOf(reconciling('database', 'waits', ''), [], { now: 0, generation: 1 });
    const second = conditionsOf(reconciling('setup', 'waits for more', ''), first, { now: 5_000, generation: 1 });
    const third = conditionsOf(settled('Ready', 'done', ''), second, { now: 9_000, generation: 1 });
    assert.equal(second[0]?.lastTransitionTime, first[0]?.lastTransitionTime);
    assert.notEqual(third[0]?.lastTransitionTime, first[0]?.lastTransitionTime);
  });

  it('is never Reconciling and Stalled at once', () => {
    for (const states of [settled('a', '', ''), reconciling('a', '', ''), stuck('a', '')]) {
      const on = states.filter(({ type, status }) => type !== 'Ready' && status === 'True');
      assert.ok(on.length <= 1);
    }
  });

  it('keeps messages to a length that a status can bear', () => {
    const [ready] = conditionsOf(stuck('Failed', 'x'.repeat(5_000)), [], { now: 0, generation: 1 });
    assert.equal(ready?.message.length, 1_000);
  });
});

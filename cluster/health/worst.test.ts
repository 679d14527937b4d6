import assert from 'node:assert/strict';
import { current, failed, inProgress, terminating } from './verdict.ts';
import { worstOf } from './worst.ts';

describe('worstOf', () => {
  const ordered = [
    failed('Error', 'x'),
    inProgress('ImagePullBackOff', 'x'),
    inProgress('ContainerCreating', 'x'),
    terminating('Terminating', 'x'),
    current,
  ];

  it('ranks failures before troubles before ordinary waits before the rest', () => {
    for (let from = 0; from < ordered.length; from += 1)
      assert.equal(worstOf(ordered.slice(from).toReversed()), ordered[from]);
  });

  it('takes the first of equals', () => {
    const [one, two] = [failed('Error', 'one'), failed('Error', 'two')];
    assert.equal(worstOf([one, two]), one);
  });

  it('is Current for nothing at all', () => {
    assert.equal(worstOf([]), current);
  });
});

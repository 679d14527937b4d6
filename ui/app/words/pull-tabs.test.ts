import assert from 'node:assert/strict';
import type { PullView } from '../../server/api/pull-view.ts';
import { pullsOf, pullTabIn } from './pull-tabs.ts';

const pull = (number: number, stands: PullView['stands'], author = 'tess') => ({ number, stands, author }) as PullView;
const list = {
  open: [
    pull(1, 'ready'),
    pull(2, 'blocked'),
    pull(3, 'blocked', 'ann'),
    pull(4, 'approval'),
    pull(5, 'planning', 'ann'),
  ],
  done: [pull(6, 'merged'), pull(7, 'withdrawn')],
};
const numbers = (tab: Parameters<typeof pullsOf>[1], login?: string): number[] => {
  const { open, done } = pullsOf(list, tab, login);
  return [...open, ...done].map(({ number }) => number);
};

describe('the parts of the list of pull requests', () => {
  it('are all, my own, and what goes on by my doing', () => {
    assert.deepEqual(numbers('open'), [1, 2, 3, 4, 5, 6, 7]);
    assert.deepEqual(numbers('mine', 'ann'), [3, 5]);
    assert.deepEqual(numbers('waits', 'ann'), [1, 3, 4]);
  });

  it('are none of mine while nobody is signed in', () => {
    assert.deepEqual([numbers('mine'), numbers('waits')], [[], []]);
  });

  it('are what is over, by how it ended', () => {
    assert.deepEqual([numbers('merged'), numbers('withdrawn')], [[6], [7]]);
  });

  it('are named in the address; what is no part is all', () => {
    assert.deepEqual(['', '?show=mine', '?show=constructor'].map(pullTabIn), ['open', 'mine', 'open']);
  });
});

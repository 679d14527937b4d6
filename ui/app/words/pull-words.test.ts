import assert from 'node:assert/strict';
import type { PullView } from '../../server/api/pull-view.ts';
import { changeWords, pullsHeadline, pullWords } from './pull-words.ts';

const pull = (stands: PullView['stands'], says = ''): PullView => ({
  number: 7,
  title: 'Grow it',
  author: 'tess',
  url: '',
  openedAt: '2026-11-21T10:00:00Z',
  branch: 'grow',
  isFork: false,
  head: 'a',
  stands,
  says,
});

describe('what is said of a pull request', () => {
  it('is what its plan comes to, with what is counted', () => {
    assert.equal(changeWords(pull('ready', 'opens 1')), 'Opens 1 store');
    assert.equal(changeWords(pull('ready', 'closes 1, opens 2')), 'Closes 1, opens 2 stores');
    assert.equal(changeWords(pull('ready', 'changes no store')), 'Changes no store');
    assert.equal(changeWords(pull('unplanned')), '');
  });

  it('is what it closes where an approval is needed', () => {
    const waiting = pull('approval', 'approval will be needed (ClosuresHeld): closes 9');
    assert.deepEqual([pullWords(waiting).text, changeWords(waiting)], ['Needs an approval', 'Closes 9 stores']);
    assert.equal(pullsHeadline({ open: [waiting] }), '1 pull request, 1 can be merged');
  });

  it('is why it is blocked, once', () => {
    const blocked = pull('blocked', '2 problems');
    assert.deepEqual([pullWords(blocked).text, changeWords(blocked)], ['Blocked: 2 problems', '']);
  });

  it('is first how many there are, and how many can be merged', () => {
    assert.equal(pullsHeadline({ open: [] }), 'No open pull requests');
    assert.equal(pullsHeadline({ open: [pull('ready'), pull('draft')] }), '2 pull requests, 1 can be merged');
    assert.equal(pullsHeadline({ open: [pull('planning')] }), '1 pull request, none can be merged');
  });
});

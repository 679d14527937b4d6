import assert from 'node:assert/strict';
import type { CommitVerdict } from '../../../forge/commit-status.ts';
import type { PullRequest } from '../../../forge/pull-request.ts';
import { pullViewOf } from './pull-view-of.ts';

const end = { branch: 'grow', sha: 'a'.repeat(40), repository: 'acme/shops' };
const pull: PullRequest = {
  number: 7,
  title: 'Grow it',
  body: '',
  author: 'tess',
  head: end,
  base: { ...end, branch: 'main' },
  isFork: false,
  isDraft: false,
  state: 'open',
  openedAt: new Date('2026-11-21T10:00:00Z'),
  closedAt: undefined,
  mergedAt: undefined,
  mergeCommitSha: undefined,
  mergeable: true,
  url: 'http://git.example/7',
  fetchRef: 'refs/pull/7/head',
};
const verdict = (state: CommitVerdict['state']): CommitVerdict => ({
  state,
  description: 'opens 1',
  targetUrl: undefined,
});
const stands = (more: Partial<PullRequest>, said?: CommitVerdict): string =>
  pullViewOf({ ...pull, ...more }, said).stands;

describe('where a pull request stands', () => {
  it('follows its plan', () => {
    assert.equal(stands({}), 'unplanned');
    assert.equal(stands({}, verdict('pending')), 'planning');
    assert.equal(stands({}, verdict('failure')), 'blocked');
    assert.equal(stands({}, verdict('error')), 'blocked');
    assert.equal(stands({}, verdict('success')), 'ready');
  });

  it('is not ready while it is a draft or has conflicts; a forge that does not know yet is given the benefit of the doubt', () => {
    assert.equal(stands({ isDraft: true }, verdict('success')), 'draft');
    assert.equal(stands({ mergeable: false }, verdict('success')), 'conflicts');
    assert.equal(stands({ mergeable: undefined }, verdict('success')), 'ready');
  });

  it('waits for an approval where its plan says so', () => {
    const said = { ...verdict('success'), description: 'approval will be needed (ClosuresHeld): closes 9' };
    assert.equal(stands({}, said), 'approval');
    assert.equal(stands({ mergeable: false }, said), 'conflicts');
  });

  it('is how it ended, and when', () => {
    const closedAt = new Date('2026-11-21T11:00:00Z');
    assert.equal(stands({ state: 'merged', mergedAt: closedAt, closedAt }, verdict('failure')), 'merged');
    const withdrawn = pullViewOf({ ...pull, state: 'closed', closedAt }, undefined);
    assert.deepEqual([withdrawn.stands, withdrawn.endedAt], ['withdrawn', '2026-11-21T11:00:00.000Z']);
  });
});

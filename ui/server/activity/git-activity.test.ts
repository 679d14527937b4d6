import assert from 'node:assert/strict';
import type { LoggedCommit } from '../../../forge/commit-log.ts';
import { pullExample } from '../../../webhook/testing/memory-forge.ts';
import { pullActivity, pushActivity } from './git-activity.ts';

const none = () => undefined;
const commit = (sha: string, ...parents: string[]): LoggedCommit => ({
  sha,
  title: `commit ${sha}`,
  author: 'tess',
  at: new Date('2026-11-21T10:00:00Z'),
  parents,
  url: `http://git.example/${sha}`,
});

describe('what happened in Git', () => {
  it('is that a pull request was opened, and how it ended', () => {
    const closedAt = new Date('2026-11-21T11:00:00Z');
    const kinds = (more: object) => pullActivity(pullExample(7, 'a', more), none).map(({ kind }) => kind);
    assert.deepEqual(kinds({}), ['opened']);
    assert.deepEqual(kinds({ state: 'merged', mergedAt: closedAt, closedAt }), ['opened', 'merged']);
    assert.deepEqual(kinds({ state: 'closed', closedAt }), ['opened', 'withdrawn']);
  });

  it('is about the store that a title names', () => {
    const storeOf = (title: string) => title.split(' ').find((word) => word === 'kaffee-rot');
    const [opened] = pullActivity(pullExample(7, 'a', { title: 'Close kaffee-rot' }), storeOf);
    assert.equal(opened?.store, 'kaffee-rot');
  });

  it('is what was pushed to the branch, and not what a merge brought along', () => {
    const pull = pullExample(7, 'tip', { state: 'merged', mergeCommitSha: 'merge' });
    const log = [
      commit('late', 'merge'),
      commit('merge', 'early', 'tip'),
      commit('tip', 'side'),
      commit('side', 'early'),
      commit('early'),
    ];
    assert.deepEqual(
      pushActivity(log, [pull], none).map(({ revision }) => revision),
      ['late', 'early'],
    );
  });
});

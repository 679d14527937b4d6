import assert from 'node:assert/strict';
import { pullRequestAnswer, toPullRequest } from './pull-request-answer.ts';

const end = (ref: string, repository: string | null) => ({
  ref,
  sha: 'a'.repeat(40),
  repo: repository === null ? null : { full_name: repository },
});
const read = (changes: object) =>
  toPullRequest(
    pullRequestAnswer.parse({
      number: 7,
      title: 'Open the flower shop',
      body: null,
      user: { login: 'octocat' },
      head: end('change', 'acme/stores'),
      base: end('main', 'acme/stores'),
      state: 'open',
      created_at: '2026-11-20T10:00:00Z',
      closed_at: null,
      merged_at: null,
      merge_commit_sha: 'b'.repeat(40),
      html_url: 'https://github.com/acme/stores/pull/7',
      ...changes,
    }),
  );

describe('a pull request as a forge answers it', () => {
  it('is from a fork when its head is in another repository', () => {
    assert.equal(read({}).isFork, false);
    assert.equal(read({ head: end('change', 'eve/stores') }).isFork, true);
    assert.equal(read({ head: end('change', 'Acme/Stores') }).isFork, false);
  });

  it('is from a fork when the repository of its head is gone', () => {
    assert.equal(read({ head: end('change', null) }).isFork, true);
    assert.equal(read({ head: end('change', null), base: end('main', null) }).isFork, true);
  });

  it('has a merge commit only when it is merged', () => {
    assert.equal(read({}).mergeCommitSha, undefined);
    const merged = read({ state: 'closed', merged_at: '2026-11-21T10:00:00Z' });
    assert.deepEqual(
      [merged.state, merged.mergedAt?.getTime(), merged.mergeCommitSha],
      ['merged', Date.UTC(2026, 10, 21, 10), 'b'.repeat(40)],
    );
  });

  it('may have lost its author', () => {
    assert.equal(read({ user: null }).author, 'ghost');
  });

  it('is bounded, whatever its author wrote', () => {
    const long = read({ title: 'x'.repeat(1e6), body: 'y'.repeat(1e6) });
    assert.deepEqual([long.title.length, long.body.length], [1_024, 65_536]);
  });

  it('is refused when its head is not a commit id', () => {
    assert.throws(() => read({ head: { ...end('change', 'acme/stores'), sha: '--upload-pack=x' } }));
  });
});

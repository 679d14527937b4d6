import assert from 'node:assert/strict';
import { branchRef } from './branch-name.ts';

describe("a branch's name", () => {
  for (const name of ['main', 'release/2026.11', 'läden', 'a-b_c', 'HEAD']) {
    it(`may be ${name}`, () => assert.equal(branchRef(name), `refs/heads/${name}`));
  }

  for (const name of [
    '',
    '@',
    '-x',
    '/x',
    'x/',
    'a//b',
    'a..b',
    'a b',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a*',
    'a[b',
    'a\\b',
    '.a',
    'a/.b',
    'a.',
    'a.lock',
    'a.lock/b',
    'a@{b',
    'a\nb',
    'a\u0000',
    '../../../etc/passwd',
    'x'.repeat(256),
  ]) {
    it(`cannot be ${JSON.stringify(name.slice(0, 30))}`, () =>
      assert.throws(() => branchRef(name), { code: 'BranchMissing' }));
  }
});

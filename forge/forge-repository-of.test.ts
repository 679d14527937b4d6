import assert from 'node:assert/strict';
import { forgeRepositoryOf } from './forge-repository-of.ts';

describe('the repository that a Git URL names', () => {
  it('is on GitHub when the host is', () => {
    const expected = { kind: 'github', url: 'https://github.com', owner: 'acme', name: 'stores' };
    assert.deepEqual(forgeRepositoryOf('https://github.com/acme/stores.git'), expected);
    assert.deepEqual(forgeRepositoryOf('https://github.com/acme/stores/'), expected);
  });

  it('is on Gitea otherwise, below whatever path Gitea has', () => {
    assert.deepEqual(forgeRepositoryOf('http://127.0.0.1:3000/git/urumi/shops.git'), {
      kind: 'gitea',
      url: 'http://127.0.0.1:3000/git',
      owner: 'urumi',
      name: 'shops',
    });
    assert.equal(forgeRepositoryOf('https://notgithub.com/acme/stores').kind, 'gitea');
  });

  it('is on the forge that is named', () => {
    assert.equal(forgeRepositoryOf('https://git.example.com/acme/stores', 'github').kind, 'github');
  });

  it('never repeats credentials, in the address or in an error', () => {
    assert.equal(forgeRepositoryOf('https://me:secret@example.com/acme/stores').url, 'https://example.com');
    assert.throws(
      () => forgeRepositoryOf('https://me:secret@example.com/stores'),
      (error: Error) => !error.message.includes('secret'),
    );
  });
});

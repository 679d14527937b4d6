import assert from 'node:assert/strict';
import { apiUrl } from './api-url.ts';

const at = (kind: 'github' | 'gitea', url: string, owner = 'acme', name = 'stores') =>
  apiUrl({ kind, url, owner, name });

describe("the address of a forge's API", () => {
  it('is its own host on github.com and on ghe.com', () => {
    assert.equal(at('github', 'https://github.com'), 'https://api.github.com');
    assert.equal(at('github', 'https://acme.ghe.com/'), 'https://api.acme.ghe.com');
  });

  it('is below the web pages on a GitHub Enterprise server and on Gitea', () => {
    assert.equal(at('github', 'https://git.example.com'), 'https://git.example.com/api/v3');
    assert.equal(at('gitea', 'https://example.com/git/'), 'https://example.com/git/api/v1');
  });

  it('is refused when the URL holds credentials, and the message does not repeat them', () => {
    assert.throws(
      () => at('gitea', 'https://me:hunter2@example.com'),
      (error: Error) => error.message.includes('credentials') && !error.message.includes('hunter2'),
    );
  });

  it('takes no owner or repository that would lead elsewhere in the API', () => {
    for (const bad of ['..', '.', 'a/b', '', 'a?b', 'x'.repeat(101)]) {
      assert.throws(() => at('gitea', 'https://example.com', bad), { code: 'Misconfigured' }, bad);
      assert.throws(() => at('gitea', 'https://example.com', 'acme', bad), { code: 'Misconfigured' }, bad);
    }
  });
});

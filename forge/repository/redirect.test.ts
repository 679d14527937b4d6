import assert from 'node:assert/strict';
import { redirectedBase } from './redirect.ts';

const suffix = '/info/refs?service=git-upload-pack';
const from = (base: string, location: string) => redirectedBase(base, suffix, location);

describe('a redirect', () => {
  it('is followed on the same server, for a repository that was renamed', () => {
    assert.deepEqual(from('https://forge.example/a/old', `/a/new.git${suffix}`), {
      base: 'https://forge.example/a/new.git',
    });
  });

  it('is followed from http to https on the same host', () => {
    assert.deepEqual(from('http://forge.example/a/b', `https://forge.example/a/b${suffix}`), {
      base: 'https://forge.example/a/b',
    });
  });

  for (const [what, base, location] of [
    ['to another host', 'https://forge.example/a/b', `https://elsewhere.example/a/b${suffix}`],
    ['to another port', 'https://forge.example/a/b', `https://forge.example:8443/a/b${suffix}`],
    ['down to http', 'https://forge.example/a/b', `http://forge.example/a/b${suffix}`],
    ['to another scheme', 'https://forge.example/a/b', `file:///etc/passwd${suffix}`],
    ['to a page', 'https://forge.example/a/b', '/login?back=/a/b'],
  ] as const) {
    it(`is refused ${what}`, () => {
      assert.ok('refused' in from(base, location));
    });
  }

  it('is refused when it leads nowhere', () => {
    assert.deepEqual(redirectedBase('https://forge.example/a', suffix, undefined), {
      refused: 'it redirects to nowhere',
    });
    assert.ok('refused' in from('https://forge.example/a', 'http://'));
  });

  it('is told without what may be secret in it', () => {
    const answer = from('https://forge.example/a', `https://user:hunter2@elsewhere.example/a?token=hunter2`);
    assert.deepEqual(answer, { refused: 'it redirects to another server: https://elsewhere.example/a' });
  });

  it('cannot bring credentials of its own', () => {
    assert.deepEqual(from('https://forge.example/a', `https://user:pass@forge.example/b${suffix}`), {
      base: 'https://forge.example/b',
    });
  });
});

import assert from 'node:assert/strict';
import { signInWords } from './sign-in-words.ts';

describe('the words for a sign-in that came to nothing', () => {
  it('are there for what the server says, and for nothing that somebody makes up', () => {
    assert.equal(signInWords('?sign-in=refused')?.title, 'You are not signed in');
    for (const search of ['', '?sign-in=', '?sign-in=constructor', '?sign-in=<b>x</b>', '?phase=Ready'])
      assert.equal(signInWords(search), undefined, search);
  });
});

import assert from 'node:assert/strict';
import { shorten } from './shorten.ts';

describe('a line for a forge', () => {
  it('stays as it is while it fits', () => {
    assert.equal(shorten('a'.repeat(140), 140), 'a'.repeat(140));
  });

  it('is one line', () => {
    assert.equal(shorten(' two\r\nlines\tof  text ', 140), 'two lines of text');
  });

  it('is cut with an ellipsis', () => {
    assert.equal(shorten('a'.repeat(141), 140), `${'a'.repeat(139)}…`);
  });

  it('never ends in half a character', () => {
    assert.equal(shorten('ab🌷c', 4), 'ab…');
  });
});

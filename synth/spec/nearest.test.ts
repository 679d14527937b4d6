import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { nearest } from './nearest.ts';

const fields = ['engine', 'title', 'owner', 'plan', 'hosts', 'admin', 'username', 'suspended'];

describe('nearest', () => {
  it('finds what was meant behind a slip of the fingers', () => {
    assert.deepEqual(
      ['enigne', 'ownr', 'Hosts', 'suspend', 'user', 'titel'].map((word) => nearest(word, fields)),
      ['engine', 'owner', 'hosts', 'suspended', 'username', 'title'],
    );
  });

  it('keeps quiet about words that are like nothing', () => {
    assert.deepEqual(
      ['colour', 'x', '', 'password'].map((word) => nearest(word, fields)),
      [undefined, undefined, undefined, undefined],
    );
  });

  it('finds every word in itself, however it is written', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fields), (word) => assert.equal(nearest(word.toUpperCase(), fields), word)),
    );
  });
});

import assert from 'node:assert/strict';
import { canonicalJson, digestOf } from './digest.ts';

describe('digestOf', () => {
  it('is 32 hex digits of the SHA-256 of the canonical JSON', () => {
    // printf '{"a":1}' | sha256sum
    assert.equal(digestOf({ a: 1 }), '015abd7f5cc57a2dd94b7590f04ad808');
  });

  it('does not depend on the order of keys, at any depth', () => {
    assert.equal(digestOf({ a: 1, b: [{ c: 2, d: 3 }] }), digestOf({ b: [{ d: 3, c: 2 }], a: 1 }));
  });

  it('depends on the order of lists and on every value', () => {
    assert.notEqual(digestOf([1, 2]), digestOf([2, 1]));
    assert.notEqual(digestOf({ a: '1' }), digestOf({ a: 1 }));
    assert.notEqual(digestOf({ a: null }), digestOf({}));
  });

  it('leaves its input as it is and ignores what is undefined', () => {
    const value = { b: 1, a: { d: 1, c: undefined } };
    assert.equal(canonicalJson(value), '{"a":{"d":1},"b":1}');
    assert.deepEqual(Object.keys(value), ['b', 'a']);
  });
});

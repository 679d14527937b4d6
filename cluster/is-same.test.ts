import assert from 'node:assert/strict';
import { isSame } from './is-same.ts';

describe('isSame', () => {
  it('cares for no order of fields', () => {
    assert.ok(isSame({ a: 1, b: { c: [1, { d: 2 }] } }, { b: { c: [1, { d: 2 }] }, a: 1 }));
  });

  it('takes a field that is undefined for one that is not there', () => {
    assert.ok(isSame({ a: undefined, b: 1 }, { b: 1 }));
    assert.ok(isSame({ b: 1 }, { a: undefined, b: 1 }));
  });

  const different: readonly (readonly [string, unknown, unknown])[] = [
    ['another value', { a: 1 }, { a: 2 }],
    ['a field more', { a: 1 }, { a: 1, b: 2 }],
    ['a field less', { a: 1, b: 2 }, { a: 1 }],
    ['an entry more', [1], [1, 2]],
    ['another order of a list', [1, 2], [2, 1]],
    ['null for an object', { a: null }, { a: {} }],
    ['a list for an object', { a: [] }, { a: {} }],
    ['text for a number', { a: '1' }, { a: 1 }],
    ['something deep inside', { a: [{ b: { c: 1 } }] }, { a: [{ b: { c: 2 } }] }],
  ];
  for (const [name, a, b] of different) it(`notices ${name}`, () => assert.ok(!isSame(a, b) && !isSame(b, a)));
});

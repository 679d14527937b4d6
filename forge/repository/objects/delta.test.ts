import assert from 'node:assert/strict';
import { applyDelta, deltaResultSize } from './delta.ts';

const base = Buffer.from('the quick brown fox');
/** Sizes 19 and 9: copy 4 bytes from 0, insert `slow`, copy 1 byte from 18. */
const delta = Buffer.from([19, 9, 0x90, 4, 4, ...Buffer.from('slow'), 0x91, 18, 1]);

describe('a delta', () => {
  it('copies from its base and inserts its own bytes', () => {
    assert.equal(applyDelta(base, delta)?.toString(), 'the slowx');
    assert.equal(deltaResultSize(delta), 9);
  });

  it('copies 64 KiB when it names no size', () => {
    const large = Buffer.alloc(70_000, 7);
    const copyAll = Buffer.from([0xf0, 0xa2, 0x04, 0x80, 0x80, 0x04, 0x80]);
    assert.equal(applyDelta(large, copyAll)?.length, 65_536);
  });

  it('reads sizes of several bytes', () => {
    assert.equal(deltaResultSize(Buffer.from([0x80, 0x01, 0xff, 0xff, 0x03])), 65_535);
  });

  it('is refused when it belongs to another base', () => {
    assert.equal(applyDelta(base.subarray(1), delta), undefined);
  });

  it('is refused when it ends too early, wherever it is cut', () => {
    for (let length = 0; length < delta.length; length += 1)
      assert.equal(applyDelta(base, delta.subarray(0, length)), undefined);
  });

  it('is refused when it copies from beyond its base', () => {
    assert.equal(applyDelta(base, Buffer.from([19, 9, 0x91, 18, 9])), undefined);
  });

  it('is refused when it makes more or less than it says', () => {
    assert.equal(applyDelta(base, Buffer.from([19, 3, 0x90, 4])), undefined);
    assert.equal(applyDelta(base, Buffer.from([19, 5, 0x90, 4])), undefined);
  });

  it('is refused when it has the reserved instruction', () => {
    assert.equal(applyDelta(base, Buffer.from([19, 0, 0])), undefined);
  });
});

import assert from 'node:assert/strict';
import { RateLimit } from './rate-limit.ts';

describe('RateLimit', () => {
  it('counts each sender alone, and remembers no more than so many of them', () => {
    const limit = new RateLimit({ now: () => 0, burst: 1, perSecond: 1, addresses: 2 });
    assert.deepEqual(
      ['a', 'b', 'a', 'b'].map((address) => limit.admits(address)),
      [true, true, false, false],
    );
    limit.admits('c');
    assert.equal(limit.admits('b'), false);
    assert.equal(limit.admits('a'), true, 'who was forgotten begins anew');
  });

  it('lets an address that never stops asking have its share', () => {
    let now = 0;
    const limit = new RateLimit({ now: () => now, burst: 1, perSecond: 1 });
    let admitted = 0;
    for (; now < 10_000; now += 100) if (limit.admits('a')) admitted++;
    assert.equal(admitted, 10);
  });
});

import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as fc from 'fast-check';
import { review } from './review.ts';
import { anyReview } from './testing/any-review.ts';
import { claimsOf, controller } from './testing/reviews.ts';

const reviews = 20_000;
const mebibyte = 1024 * 1024;

function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

describe('20,000 reviews, one in ten malformed', function () {
  this.timeout(60_000);

  it('are all answered, with their uid, and leave nothing behind', () => {
    const claims = claimsOf(
      { shops: { limits: { stores: 3, storesPerOwner: 1 } }, other: {} },
      { a: { hosts: ['a.example.com'], owner: 'team-retail' }, b: { fleet: 'other', hosts: ['b.example.com'] } },
    );
    const counts = new Map<string, number>();
    let heapBefore = 0;
    let count = 0;
    const seen = (verdict: string): void => void counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
    fc.assert(
      fc.property(anyReview, ({ uid, text }) => {
        const { answer, verdict } = review(text, { claims, controller });
        assert.equal(answer?.response.uid, uid);
        assert.equal(answer.response.allowed, answer.response.status === undefined);
        if (verdict === 'malformed') assert.equal(answer.response.status?.code, 400);
        seen(verdict);
        count += 1;
        if (count === reviews / 4) heapBefore = heapAfterCollection();
      }),
      { numRuns: reviews },
    );
    const grown = heapAfterCollection() - heapBefore;
    assert.ok(grown < 16 * mebibyte, `the heap has grown by ${Math.round(grown / mebibyte)} MiB`);
    assert.equal(claims.size, 4);
    for (const verdict of ['allowed', 'refused', 'malformed'])
      assert.ok((counts.get(verdict) ?? 0) > reviews / 40, `${verdict}: ${counts.get(verdict)}`);
  });
});

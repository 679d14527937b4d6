import assert from 'node:assert/strict';
import type { Context } from 'koa';
import { rateLimit } from './rate-limit.ts';

describe('the limit of requests', () => {
  it('gives an address that hammers all that is promised, and no more', async () => {
    let now = 0;
    const limit = rateLimit({ burst: 300, perSecond: 100, now: () => now });
    let passed = 0;
    const context = { ip: '192.0.2.1' } as Context;
    // 10 requests a millisecond for ten seconds: each alone finds a tenth of a token.
    for (let at = 0; at < 100_000; at += 1) {
      now = at / 10;
      await limit(context, async () => void (passed += 1)).catch(() => undefined);
    }
    assert.ok(passed >= 1_298 && passed <= 1_301, `${passed}`);
  });
});

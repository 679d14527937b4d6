import assert from 'node:assert/strict';
import { VirtualClock } from '../../cluster/testing/virtual-clock.ts';
import { ForgeError } from '../../forge/forge-error.ts';
import { recordedLog } from '../testing/recorded-log.ts';
import { Poll } from './poll.ts';

describe('Poll', () => {
  function scene(look: (signal: AbortSignal) => Promise<void>) {
    const clock = new VirtualClock();
    let looks = 0;
    const poll = new Poll({
      clock,
      random: () => 0.5,
      log: recordedLog(),
      intervalMs: 60_000,
      look(signal) {
        looks += 1;
        return look(signal);
      },
    });
    return { clock, poll, looks: () => looks };
  }

  it('looks at once, then once an interval, and not after its end', async () => {
    const { clock, poll, looks } = scene(() => Promise.resolve());
    poll.start();
    await clock.advance(59_000);
    assert.equal(looks(), 1);
    await clock.advance(120_000);
    assert.equal(looks(), 3);
    await poll.stop();
    await clock.advance(600_000);
    assert.equal(looks(), 3);
  });

  it('looks again soon after a failure, with growing pauses that the interval bounds', async () => {
    const { clock, poll, looks } = scene(() => Promise.reject(new Error('away')));
    poll.start();
    await clock.advance(10_000);
    assert.equal(looks(), 4); // at 0, 1, 3 and 7 s
    await clock.advance(600_000);
    assert.ok(looks() < 30, `${looks()} looks in ten minutes`);
    await poll.stop();
  });

  it('leaves the forge alone for as long as that asks for', async () => {
    const limit = new ForgeError('RateLimited', {
      attempted: 'list',
      target: 'the forge',
      reason: 'the limit is reached',
      retryAfterMs: 1_800_000,
    });
    const { clock, poll, looks } = scene(() => Promise.reject(limit));
    poll.start();
    await clock.advance(1_799_000);
    assert.equal(looks(), 1);
    await clock.advance(2_000);
    assert.equal(looks(), 2);
    await poll.stop();
  });

  it('ends a look that is under way', async () => {
    const { clock, poll } = scene(
      (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    );
    poll.start();
    await clock.advance(1);
    await poll.stop();
    assert.equal(clock.waiting, 0);
  });
});

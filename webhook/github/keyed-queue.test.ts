import assert from 'node:assert/strict';
import { settled, VirtualClock } from '../../cluster/testing/virtual-clock.ts';
import { KeyedQueue, type KeyedQueueOptions } from './keyed-queue.ts';

/** A queue whose work ends when the test says so. */
function scene(options: Partial<KeyedQueueOptions<string>> = {}) {
  const clock = new VirtualClock();
  const begun: string[] = [];
  const cancelled: string[] = [];
  const ends = new Map<string, { done: () => void; fail: (error: Error) => void }>();
  const queue = new KeyedQueue<string>({
    clock,
    concurrency: 2,
    most: 3,
    newer: 'follows',
    retryMs: () => undefined,
    work(value, signal) {
      begun.push(value);
      return new Promise((resolve, reject) => {
        ends.set(value, { done: resolve, fail: reject });
        signal.addEventListener('abort', () => {
          cancelled.push(value);
          reject(signal.reason as Error);
        });
      });
    },
    ...options,
  });
  queue.start();
  const end = async (value: string): Promise<void> => {
    ends.get(value)?.done();
    await clock.advance(1);
  };
  const fail = async (value: string): Promise<void> => {
    ends.get(value)?.fail(new Error('no'));
    await clock.advance(1);
  };
  return { clock, queue, begun, cancelled, end, fail };
}

describe('KeyedQueue', () => {
  it('begins after the turn of whoever adds, with so many keys at once', async () => {
    const { clock, queue, begun, end } = scene();
    for (const key of ['a', 'b', 'c']) assert.equal(queue.add(key, key), true);
    assert.deepEqual(begun, []);
    await clock.advance(1);
    assert.deepEqual(begun, ['a', 'b']);
    await end('a');
    assert.deepEqual(begun, ['a', 'b', 'c']);
  });

  it('waits for its start', async () => {
    const clock = new VirtualClock();
    const begun: string[] = [];
    const queue = new KeyedQueue<string>({
      clock,
      concurrency: 1,
      most: 3,
      newer: 'follows',
      retryMs: () => undefined,
      work: async (value) => void begun.push(value),
    });
    queue.add('a', 'a');
    await clock.advance(1_000);
    assert.deepEqual(begun, []);
    queue.start();
    await clock.advance(1);
    assert.deepEqual(begun, ['a']);
  });

  it('forgets an older value that waits', async () => {
    const { clock, queue, begun } = scene({ concurrency: 1 });
    queue.add('a', 'a1');
    await clock.advance(1);
    queue.add('b', 'b1');
    queue.add('b', 'b2');
    assert.equal(queue.size, 2);
    await queue.stop();
    assert.deepEqual(begun, ['a1']);
  });

  it('never works on one key twice at once; the newer value follows', async () => {
    const { clock, queue, begun, cancelled, end } = scene();
    queue.add('a', 'a1');
    await clock.advance(1);
    queue.add('a', 'a2');
    await clock.advance(1);
    assert.deepEqual(begun, ['a1']);
    await end('a1');
    assert.deepEqual([begun, cancelled], [['a1', 'a2'], []]);
  });

  it('cancels work on the older value where the newer one counts', async () => {
    const { clock, queue, begun, cancelled } = scene({ newer: 'cancels', retryMs: () => 1 });
    queue.add('a', 'a1');
    await clock.advance(1);
    queue.add('a', 'a2');
    await clock.advance(10);
    assert.deepEqual([begun, cancelled], [['a1', 'a2'], ['a1']]);
  });

  it('takes no more keys than it has room for, but always a newer value of a key', async () => {
    const { clock, queue } = scene();
    for (const key of ['a', 'b', 'c']) queue.add(key, key);
    await clock.advance(1);
    assert.equal(queue.add('d', 'd'), false);
    assert.equal(queue.add('a', 'newer'), true);
    assert.equal(queue.size, 3);
  });

  it('tries again when it is told to, and counts failures in a row', async () => {
    const told: number[] = [];
    const { clock, queue, begun, fail } = scene({ retryMs: (_, failures) => told.push(failures) * 100 });
    queue.add('a', 'a1');
    await clock.advance(1);
    await fail('a1');
    assert.deepEqual([begun, queue.size], [['a1'], 1]);
    await clock.advance(100);
    await fail('a1');
    await clock.advance(200);
    assert.deepEqual(
      [begun, told],
      [
        ['a1', 'a1', 'a1'],
        [1, 2],
      ],
    );
  });

  it('begins anew with a newer value, and not with what has failed', async () => {
    const { clock, queue, begun, fail } = scene({ retryMs: () => 100 });
    queue.add('a', 'a1');
    await clock.advance(1);
    await fail('a1');
    queue.add('a', 'a2');
    await clock.advance(1_000);
    assert.deepEqual(begun, ['a1', 'a2']);
  });

  it('gives up and forgets when it is told to', async () => {
    const { clock, queue, fail } = scene();
    queue.add('a', 'a1');
    await clock.advance(1);
    await fail('a1');
    assert.equal(queue.size, 0);
  });

  it('ends what is under way when it stops, and starts nothing more', async () => {
    const { clock, queue, begun, cancelled } = scene({ concurrency: 1, retryMs: () => 1 });
    queue.add('a', 'a1');
    queue.add('b', 'b1');
    await clock.advance(1);
    await queue.stop();
    assert.equal(queue.add('c', 'c'), false);
    await clock.advance(1_000);
    await settled();
    assert.deepEqual([begun, cancelled, queue.size], [['a1'], ['a1'], 0]);
  });
});

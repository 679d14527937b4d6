import assert from 'node:assert/strict';
import { setImmediate as nextTick } from 'node:timers/promises';
import type { Clock } from '../../cluster/clock.ts';
import { WorkQueue } from './work-queue.ts';

/** A clock that is moved by hand. */
class HandClock implements Clock {
  time = 0;
  readonly timers = new Set<{ at: number; callback: () => void }>();

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = { at: this.time + ms, callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  move(ms: number): void {
    this.time += ms;
    for (const timer of this.timers) {
      if (timer.at > this.time) continue;
      this.timers.delete(timer);
      timer.callback();
    }
  }
}

function setUp(concurrency: number, goesFirst?: (key: string) => boolean) {
  const clock = new HandClock();
  const started: string[] = [];
  const finish: (() => void)[] = [];
  const work = (key: string): Promise<void> => {
    started.push(key);
    return new Promise((resolve) => finish.push(resolve));
  };
  return {
    clock,
    started,
    finish,
    queue: new WorkQueue({ clock, concurrency, work, ...(goesFirst && { goesFirst }) }),
  };
}

describe('WorkQueue', () => {
  it('works on a key once, however often it is added before its turn', async () => {
    const { queue, started } = setUp(1);
    for (let i = 0; i < 10; i++) queue.add('a');
    await nextTick();
    assert.deepEqual(started, ['a']);
  });

  it('works once more on a key that was added meanwhile, and never twice at once', async () => {
    const { queue, started, finish } = setUp(4);
    queue.add('a');
    await nextTick();
    for (let i = 0; i < 5; i++) queue.add('a');
    await nextTick();
    assert.deepEqual(started, ['a']);
    finish[0]?.();
    await nextTick();
    assert.deepEqual(started, ['a', 'a']);
    finish[1]?.();
    await nextTick();
    assert.deepEqual(started, ['a', 'a']);
  });

  it('takes keys in the order of their adding, at most so many at a time', async () => {
    const { queue, started, finish } = setUp(2);
    for (const key of ['a', 'b', 'c']) queue.add(key);
    await nextTick();
    assert.deepEqual(started, ['a', 'b']);
    assert.equal(queue.depth, 1);
    finish[0]?.();
    await nextTick();
    assert.deepEqual(started, ['a', 'b', 'c']);
  });

  it('takes keys that go first before others, and never leaves the others out', async () => {
    const { queue, started, finish } = setUp(1, (key) => key.startsWith('first'));
    for (const key of ['a', 'b', ...Array.from({ length: 40 }, (_, index) => `first-${index}`)]) queue.add(key);
    for (let index = 0; index < 42; index++) {
      await nextTick();
      finish[index]?.();
    }
    await nextTick();
    assert.equal(started.length, 42);
    assert.equal(started[0], 'first-0');
    assert.deepEqual([started.indexOf('a'), started.indexOf('b')], [16, 33]);
  });

  it('adds a key at its time; a later word about the time replaces an earlier one', async () => {
    const { queue, clock, started } = setUp(2);
    queue.addAt('a', 1_000);
    queue.addAt('a', 3_000);
    queue.addAt('b', 1_000);
    queue.addAt('b', undefined);
    clock.move(2_000);
    await nextTick();
    assert.deepEqual(started, []);
    clock.move(1_000);
    await nextTick();
    clock.move(0); // it lets others go first
    await nextTick();
    assert.deepEqual(started, ['a']);
  });

  it('never hands a timer more than it can count: a purge in a month is not now', async () => {
    const { queue, clock, started } = setUp(1);
    queue.addAt('a', 31 * 86_400_000);
    assert.ok([...clock.timers].every(({ at }) => at <= 3_600_000));
    clock.move(1_000);
    await nextTick();
    assert.deepEqual(started, []);
  });

  it('starts nothing after stop, and resolves it when what runs has ended', async () => {
    const { queue, started, finish } = setUp(1);
    queue.add('a');
    queue.add('b');
    await nextTick();
    let stopped = false;
    const stop = queue.stop().then(() => {
      stopped = true;
    });
    await nextTick();
    assert.equal(stopped, false);
    finish[0]?.();
    await stop;
    assert.deepEqual(started, ['a']);
  });
});

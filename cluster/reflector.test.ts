import assert from 'node:assert/strict';
import { ApiError } from './errors.ts';
import { kindInfo } from './kinds.ts';
import { Reflector, ReflectorState, type ReflectorOptions } from './reflector.ts';
import { refusal } from './refusal.ts';
import { ScriptedApi } from './testing/scripted-api.ts';
import { settled, VirtualClock } from './testing/virtual-clock.ts';

const path = '/api/v1/configmaps';
const id = (name: string): string => `ConfigMap/shop/${name}`;
const object = (name: string, resourceVersion: number): object => ({
  metadata: { name, namespace: 'shop', resourceVersion: String(resourceVersion) },
});
const list = (resourceVersion: number, items: readonly object[], next?: string): object => ({
  metadata: { resourceVersion: String(resourceVersion), ...(next && { continue: next }) },
  items,
});
const event = (type: string, name: string, resourceVersion: number): object => ({
  type,
  object: object(name, resourceVersion),
});
const bookmark = (resourceVersion: number): object => ({
  type: 'BOOKMARK',
  object: { metadata: { resourceVersion: String(resourceVersion) } },
});
const refused = (status: number, retryAfterMs?: number): ApiError =>
  refusal({ method: 'GET', path, status, body: '', ...(retryAfterMs && { retryAfterMs }) });
const reset = new ApiError({ code: 'Unreachable', method: 'GET', path, detail: 'read ECONNRESET' });

function follow(more: Partial<ReflectorOptions<string>> = {}) {
  const api = new ScriptedApi();
  const clock = new VirtualClock();
  const told: string[] = [];
  const logged: string[] = [];
  const stop = new AbortController();
  const reflector = new Reflector<string>({
    api,
    clock,
    random: () => 0.5,
    kind: kindInfo('ConfigMap'),
    project: ({ metadata }) => metadata.resourceVersion ?? '',
    onUpsert: (id, resourceVersion) => told.push(`+${id}@${resourceVersion}`),
    onDelete: (id) => told.push(`-${id}`),
    onSynced: () => told.push('synced'),
    log: { debug: () => 0, info: () => 0, warn: (_, text) => logged.push(text), error: (_, text) => logged.push(text) },
    ...more,
  });
  let ended = false;
  const run = async (): Promise<void> => {
    const running = reflector.run(stop.signal).then(() => (ended = true));
    await settled();
    if (ended) await running;
  };
  return { api, clock, told, logged, stop, reflector, run, hasEnded: () => ended };
}

describe('a reflector', () => {
  it('lists page by page, then watches from where the list was taken', async () => {
    const { api, told, run } = follow({ pageSize: 2, labelSelector: 'a=b' });
    api.answer(list(10, [object('a', 3), object('b', 4)], 'next'), list(10, [object('c', 5)]));
    await run();
    assert.deepEqual(told, [`+${id('a')}@3`, `+${id('b')}@4`, `+${id('c')}@5`, 'synced']);
    assert.deepEqual(
      api.requests.map(({ query }) => [query?.['limit'], query?.['continue'], query?.['labelSelector']]),
      [
        [2, undefined, 'a=b'],
        [2, 'next', 'a=b'],
      ],
    );
    assert.equal(api.watch.from, '10');
    assert.deepEqual(
      [api.watch.request.query?.['allowWatchBookmarks'], api.watch.request.query?.['labelSelector']],
      [true, 'a=b'],
    );
  });

  it('tells what the watch brings', async () => {
    const { api, told, run } = follow();
    api.answer(list(10, []));
    await run();
    api.watch.send(event('ADDED', 'a', 11), event('MODIFIED', 'a', 12), event('DELETED', 'a', 13));
    await settled();
    assert.deepEqual(told, ['synced', `+${id('a')}@11`, `+${id('a')}@12`, `-${id('a')}`]);
  });

  it('goes on where it was when the server ends the watch', async () => {
    const { api, run, clock } = follow();
    api.answer(list(10, []));
    await run();
    await clock.advance(60_000);
    api.watch.send(event('ADDED', 'a', 11), bookmark(20));
    api.watch.end();
    await settled();
    assert.equal(api.watches.length, 2);
    assert.equal(api.watch.from, '20');
    assert.equal(api.requests.length, 1, 'nothing was listed again');
  });

  it('asks for watches of 5 to 10 minutes, spread at random', async () => {
    for (const [random, seconds] of [
      [0, 300],
      [0.999, 599],
    ] as const) {
      const { api, run } = follow({ random: () => random });
      api.answer(list(10, []));
      await run();
      assert.equal(api.watch.request.query?.['timeoutSeconds'], seconds);
    }
  });

  it('begins the list again when a page comes too late (410)', async () => {
    const { api, told, run } = follow();
    api.answer(list(10, [object('a', 3)], 'next'), refused(410), list(30, [object('a', 21)]));
    await run();
    assert.deepEqual(told, [`+${id('a')}@3`, `+${id('a')}@21`, 'synced']);
    assert.equal(api.requests[2]?.query?.['continue'], undefined);
    assert.equal(api.watch.from, '30');
  });

  it('lists again at once when a watch may not go on (410 as an event), and tells what is gone', async () => {
    const { api, told, run } = follow();
    api.answer(list(10, [object('a', 3), object('b', 4)]));
    await run();
    api.answer(list(40, [object('b', 35)]));
    api.watch.send({ type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old resource version' } });
    await settled();
    assert.deepEqual(told.slice(3), [`+${id('b')}@35`, `-${id('a')}`]);
    assert.equal(api.watch.from, '40');
  });

  it('lists again when a watch is refused with 410', async () => {
    const { api, run } = follow();
    api.answer(list(10, []));
    api.refuseWatches(refused(410));
    api.answer(list(50, []));
    await run();
    assert.equal(api.watch.from, '50');
  });

  it('does not ask in a tight loop when every list ends in 410', async () => {
    const { api, run, clock } = follow();
    api.answer(refused(410), refused(410), refused(410), list(1, []));
    await run();
    assert.equal(api.requests.length, 2);
    await clock.advance(2_000);
    assert.equal(api.requests.length, 3);
    await clock.advance(4_000);
    assert.equal(api.requests.length, 4);
  });

  it('waits 1, 2, 4 ... 30 s between attempts, and goes on where it was', async () => {
    const { api, run, clock, reflector } = follow();
    api.answer(list(10, []));
    await run();
    api.refuseWatches(reset, reset, reset, reset, reset, reset, reset);
    api.watch.break(reset);
    await settled();
    assert.equal(reflector.state, ReflectorState.Waiting);
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      await clock.advance(seconds * 1000 - 1);
      assert.equal(api.watches.length, 1, `waits ${seconds} s`);
      await clock.advance(1);
    }
    await clock.advance(30_000);
    assert.equal(api.watches.length, 2);
    assert.equal(api.watch.from, '10');
    assert.equal(api.requests.length, 1, 'an API server that was away needs no list');
  });

  it('honours Retry-After', async () => {
    const { api, run, clock } = follow();
    api.answer(refused(429, 20_000), list(10, []));
    await run();
    await clock.advance(19_999);
    assert.equal(api.requests.length, 1);
    await clock.advance(1);
    assert.equal(api.requests.length, 2);
  });

  it('lists again when it is told five times in a row that it cannot go on', async () => {
    const { api, run, clock } = follow();
    const tooLarge = refused(504);
    api.answer(list(10, []));
    api.refuseWatches(tooLarge, tooLarge, tooLarge, tooLarge, tooLarge);
    await run();
    api.answer(list(12, []));
    await clock.advance(31_000);
    assert.equal(api.requests.length, 2);
    assert.equal(api.watch.from, '12');
  });

  it('forgets past failures with the first event', async () => {
    const { api, run, clock } = follow();
    api.answer(list(10, []));
    await run();
    for (let round = 1; round <= 3; round++) {
      api.watch.send(bookmark(10 + round));
      api.watch.break(reset);
      await clock.advance(1_000);
      assert.equal(api.watches.length, 1 + round);
    }
  });

  it('forgets past failures when a watch has lived, though it had nothing to tell', async () => {
    const { api, run, clock } = follow();
    api.answer(list(10, []));
    await run();
    for (let hour = 1; hour <= 8; hour++) {
      await clock.advance(60_000);
      api.watch.break(reset);
      await clock.advance(999);
      assert.equal(api.watches.length, hour);
      await clock.advance(1);
      assert.equal(api.watches.length, 1 + hour, `failure ${hour} is waited for as the first is`);
    }
    assert.equal(api.requests.length, 1);
  });

  it('counts on when watches break as soon as they are open', async () => {
    const { api, run, clock } = follow();
    api.answer(list(10, []));
    await run();
    for (const seconds of [1, 2, 4]) {
      api.watch.break(reset);
      const before = api.watches.length;
      await clock.advance(seconds * 1000 - 1);
      assert.equal(api.watches.length, before);
      await clock.advance(1);
      assert.equal(api.watches.length, before + 1);
    }
  });

  it('replaces a watch that has gone silent, and loses nothing', async () => {
    const { api, run, clock, told } = follow();
    api.answer(list(10, []));
    await run();
    api.watch.send(event('ADDED', 'a', 11));
    await clock.advance(89_999);
    assert.equal(api.watches.length, 1);
    await clock.advance(1);
    assert.equal(api.watches.length, 2);
    assert.equal(api.watches[0]?.request.signal?.aborted, true);
    assert.equal(api.watch.from, '11');
    api.watch.send(event('MODIFIED', 'a', 12));
    await settled();
    assert.equal(told.at(-1), `+${id('a')}@12`);
  });

  it('warns of the silence of a watch that has told of something: it is owed a bookmark', async () => {
    const { api, run, clock, logged } = follow();
    api.answer(list(10, []));
    await run();
    api.watch.send(bookmark(11));
    await clock.advance(90_000);
    assert.equal(api.watches.length, 2);
    assert.deepEqual(logged, ['the watch went silent and is replaced']);
  });

  it('stays current in an idle cluster that sends no bookmarks, without a warning and without a list', async () => {
    const { api, run, clock, logged, reflector } = follow();
    api.answer(list(10, []));
    await run();
    for (let second = 1; second <= 1_800; second++) {
      await clock.advance(1_000);
      assert.ok(reflector.ageMs() <= 90_000, `${reflector.ageMs()} ms after ${second} s`);
    }
    assert.deepEqual(logged, []);
    assert.deepEqual([api.requests.length, api.watches.length], [1, 21]);
  });

  it('does not call itself current when silent watches cannot be replaced', async () => {
    const { api, run, clock, reflector } = follow();
    api.answer(list(10, []));
    await run();
    api.refuseWatches(...Array.from({ length: 20 }, () => reset));
    await clock.advance(150_000);
    assert.equal(reflector.ageMs(), 150_000);
  });

  it('keeps a watch that only bookmarks keep alive', async () => {
    const { api, run, clock } = follow();
    api.answer(list(10, []));
    await run();
    for (let minute = 1; minute <= 5; minute++) {
      await clock.advance(60_000);
      api.watch.send(bookmark(10 + minute));
      await settled();
    }
    assert.equal(api.watches.length, 1);
  });

  it('does not open watches in a tight loop when the server ends them at once', async () => {
    const { api, run, clock } = follow();
    api.answer(list(10, []));
    await run();
    api.watch.end();
    await settled();
    assert.equal(api.watches.length, 1);
    await clock.advance(1_000);
    assert.equal(api.watches.length, 2);
  });

  for (const garbled of [
    null,
    7,
    {},
    { type: 'ADDED' },
    { type: 'ADDED', object: { metadata: {} } },
    { type: 'NEW' },
  ]) {
    it(`takes ${JSON.stringify(garbled)} for a broken watch`, async () => {
      const { api, run, clock } = follow();
      api.answer(list(10, []));
      await run();
      api.watch.send(garbled);
      await clock.advance(999);
      assert.equal(api.watches.length, 1);
      await clock.advance(1);
      assert.equal(api.watches.length, 2);
    });
  }

  it('tells nothing twice and nothing out of order', async () => {
    const { api, run, told } = follow();
    api.answer(list(10, [object('a', 9)]));
    await run();
    api.watch.send(
      event('MODIFIED', 'a', 10),
      event('MODIFIED', 'a', 12),
      event('MODIFIED', 'a', 12),
      event('MODIFIED', 'a', 11),
      event('DELETED', 'a', 9),
      bookmark(9),
    );
    api.watch.break(reset);
    await settled();
    assert.deepEqual(told.slice(2), [`+${id('a')}@12`]);
  });

  it('compares resourceVersions as numbers', async () => {
    const { api, run, told } = follow();
    api.answer(list(99, []));
    await run();
    api.watch.send(event('ADDED', 'a', 100));
    await settled();
    assert.deepEqual(told, ['synced', `+${id('a')}@100`]);
  });

  it('starts over when the API server’s store was set back to an older state', async () => {
    const { api, run, told } = follow();
    api.answer(list(1000, [object('a', 900)]));
    await run();
    api.answer(list(500, [object('b', 400)]));
    api.watch.send({ type: 'ERROR', object: { code: 410, message: '' } });
    await settled();
    assert.deepEqual(told.slice(2), [`-${id('a')}`, `+${id('b')}@400`]);
    api.watch.send(event('ADDED', 'c', 501));
    await settled();
    assert.equal(told.at(-1), `+${id('c')}@501`);
  });

  it('goes on when its callbacks throw, and says so', async () => {
    const { api, run, logged, told } = follow({
      onUpsert(id, resourceVersion) {
        if (resourceVersion === '11') throw new Error('no');
        told.push(id);
      },
    });
    api.answer(list(10, []));
    await run();
    api.watch.send(event('ADDED', 'a', 11), event('ADDED', 'b', 12));
    await settled();
    assert.deepEqual(told, ['synced', id('b')]);
    assert.deepEqual(logged, ['a watch callback threw']);
  });

  it('finds out at a list that an expected object is gone', async () => {
    const { api, run, told, reflector } = follow();
    api.answer(list(10, []));
    await run();
    reflector.expect(id('a'));
    api.answer(list(20, []));
    api.watch.send({ type: 'ERROR', object: { code: 410, message: '' } });
    await settled();
    assert.deepEqual(told, ['synced', `-${id('a')}`]);
  });

  it('knows how current it is', async () => {
    const { api, run, clock, reflector } = follow();
    await clock.advance(0);
    api.answer(list(10, []));
    await run();
    await clock.advance(50_000);
    assert.equal(reflector.ageMs(), 50_000);
    api.watch.send(bookmark(11));
    await settled();
    assert.equal(reflector.ageMs(), 0);
  });

  it('stops when it is told to, wherever it is, and leaves no timer behind', async () => {
    const watching = follow();
    watching.api.answer(list(10, []));
    await watching.run();
    const waiting = follow();
    waiting.api.answer(reset);
    await waiting.run();
    for (const { stop, reflector, hasEnded, clock } of [watching, waiting]) {
      assert.equal(hasEnded(), false);
      stop.abort();
      await settled();
      assert.equal(hasEnded(), true);
      assert.equal(reflector.state, ReflectorState.Stopped);
      assert.equal(clock.waiting, 0);
    }
  });
});

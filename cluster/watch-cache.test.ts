import assert from 'node:assert/strict';
import type { AppliedObject } from './apply.ts';
import { kindInfo } from './kinds.ts';
import type { Health, KubeObject } from './object.ts';
import { storeVolumes } from './persistent-volumes.ts';
import { ScriptedApi } from './testing/scripted-api.ts';
import { settled, VirtualClock } from './testing/virtual-clock.ts';
import { WatchCache, type WatchCacheOptions } from './watch-cache.ts';

const id = 'Deployment.apps/store-a/web';

const deployment = (
  resourceVersion: number,
  more: { status?: object; labels?: object; meta?: object; name?: string } = {},
): object => ({
  metadata: {
    name: more.name ?? 'web',
    namespace: 'store-a',
    uid: 'u1',
    generation: 1,
    resourceVersion: String(resourceVersion),
    labels: { 'urumi.dev/store': 'a', 'app.kubernetes.io/component': 'web', ...more.labels },
    ...more.meta,
  },
  ...(more.status && { status: more.status }),
});
const list = (resourceVersion: number, ...items: object[]): object => ({
  metadata: { resourceVersion: String(resourceVersion) },
  items,
});
const event = (type: string, object: object): object => ({ type, object });
const gone = { type: 'ERROR', object: { code: 410, message: '' } };
const applied = (resourceVersion: number, more: Partial<AppliedObject> = {}): AppliedObject => ({
  id,
  uid: 'u1',
  resourceVersion: String(resourceVersion),
  version: 'g2m1',
  warnings: [],
  ...more,
});

/** Says what the object's status says. */
function health(object: KubeObject): Health {
  const { ready } = (object['status'] ?? {}) as { ready?: boolean };
  return ready
    ? { status: 'Current', reason: 'Current', message: '' }
    : { status: 'InProgress', reason: 'Waiting', message: `waits ${object.apiVersion} ${object.kind}` };
}

async function cacheOf(items: object[], more: Partial<WatchCacheOptions> = {}) {
  const api = new ScriptedApi();
  const clock = new VirtualClock();
  const told: string[] = [];
  const cache = new WatchCache({
    api,
    clock,
    random: () => 0.5,
    kinds: [kindInfo('Deployment', 'apps')],
    health,
    ...more,
  });
  cache.onChange((store, changed, change) => told.push(`${change} ${store} ${changed}`));
  api.answer(list(100, ...items));
  const stop = new AbortController();
  const running = cache.start(stop.signal);
  await cache.synced();
  await settled();
  told.length = 0;
  const see = async (...events: object[]): Promise<void> => {
    api.watch.send(...events);
    await settled();
  };
  return { api, clock, cache, told, see, stop, running };
}

describe('the watch cache', () => {
  it('keeps what the loops need of an object', async () => {
    const ownerReferences = [
      { apiVersion: 'v1', kind: 'Other', name: 'x', uid: 'x' },
      { apiVersion: 'batch/v1', kind: 'Job', name: 'setup', uid: 'y', controller: true },
    ];
    const { cache, api } = await cacheOf([deployment(7, { meta: { ownerReferences } })]);
    assert.deepEqual(cache.get(id), {
      id,
      uid: 'u1',
      resourceVersion: '7',
      version: 'g1m0',
      store: 'a',
      component: 'web',
      owner: 'Job/setup',
      health: { status: 'InProgress', reason: 'Waiting', message: 'waits apps/v1 Deployment' },
    });
    assert.equal(api.requests[0]?.query?.['labelSelector'], 'app.kubernetes.io/managed-by=urumi');
  });

  it('finds the objects of a store', async () => {
    const { cache, see } = await cacheOf([
      deployment(7),
      deployment(8, { name: 'db' }),
      deployment(9, { name: 'x', labels: { 'urumi.dev/store': 'b' } }),
    ]);
    const names = (): string[] => cache.ofStore('a').map((object) => object.id.replace(/.*\//, ''));
    assert.deepEqual(names().toSorted(), ['db', 'web']);
    assert.deepEqual([...cache.stores()].toSorted(), ['a', 'b']);
    await see(
      event('DELETED', deployment(101)),
      event('MODIFIED', deployment(102, { name: 'db', labels: { 'urumi.dev/store': 'b' } })),
    );
    assert.deepEqual(names(), []);
    assert.equal(cache.ofStore('b').length, 2);
    assert.deepEqual([...cache.stores()], ['b']);
    assert.equal(cache.size, 2);
  });

  it('tells of changes, but not of those that only move the resourceVersion', async () => {
    const { told, see } = await cacheOf([deployment(7)]);
    await see(event('MODIFIED', deployment(101)));
    assert.deepEqual(told, []);
    await see(event('MODIFIED', deployment(102, { status: { ready: true } })));
    await see(event('MODIFIED', deployment(103, { status: { ready: true }, meta: { generation: 2 } })));
    await see(event('DELETED', deployment(104)));
    assert.deepEqual(told, [`upsert a ${id}`, `upsert a ${id}`, `delete a ${id}`]);
  });

  it('keeps no uid and no versions for whoever only looks, follows all the same, and tells of health alone', async () => {
    const { cache, told, see } = await cacheOf([deployment(7)], { versions: false });
    const { uid, resourceVersion, version, component } = cache.get(id) ?? {};
    assert.deepEqual([uid, resourceVersion, version, component], ['', '', '', 'web']);
    await see(event('MODIFIED', deployment(101, { meta: { generation: 2 } })));
    assert.deepEqual(told, []);
    await see(event('MODIFIED', deployment(102, { status: { ready: true } })), event('DELETED', deployment(103)));
    await see(event('ADDED', deployment(104)));
    assert.deepEqual(told, [`upsert a ${id}`, `delete a ${id}`, `upsert a ${id}`]);
  });

  it('tells both stores when an object moves from one to the other', async () => {
    const { told, see } = await cacheOf([deployment(7)]);
    await see(event('MODIFIED', deployment(101, { labels: { 'urumi.dev/store': 'b' } })));
    assert.deepEqual(told, [`delete a ${id}`, `upsert b ${id}`]);
  });

  it('tells the others when one listener throws', async () => {
    const { cache, see } = await cacheOf([]);
    const heard: string[] = [];
    cache.onChange(() => {
      throw new Error('no');
    });
    const unsubscribe = cache.onChange((store) => heard.push(store));
    await see(event('ADDED', deployment(101)));
    unsubscribe();
    await see(event('DELETED', deployment(102)));
    assert.deepEqual(heard, ['a']);
  });

  it('keeps the one annotation that it was told to, tells when it changes, and keeps it over our own apply', async () => {
    const { cache, told, see } = await cacheOf([deployment(90)], { noteAnnotation: 'why' });
    assert.equal(cache.get(id)?.note, undefined);
    await see(event('MODIFIED', deployment(101, { meta: { annotations: { why: 'because', other: 'x' } } })));
    assert.equal(cache.get(id)?.note, 'because');
    cache.observe(applied(102), 'a', 'web');
    assert.equal(cache.get(id)?.note, 'because');
    told.length = 0;
    await see(event('MODIFIED', deployment(103, { meta: { generation: 2 } })));
    assert.equal(cache.get(id)?.note, undefined);
    assert.deepEqual(told, [`upsert a ${id}`]);
  });

  it('knows of our own apply at once', async () => {
    const { cache, told } = await cacheOf([]);
    cache.observe(applied(101), 'a', 'web');
    assert.equal(cache.get(id)?.version, 'g2m1');
    assert.equal(cache.get(id)?.health.reason, 'Applied');
    assert.equal(cache.ofStore('a').length, 1);
    assert.deepEqual(told, []);
  });

  it('takes metadata-only kinds as Current when applied, and does not keep kinds that it does not watch', async () => {
    const { cache } = await cacheOf([], { kinds: [kindInfo('ConfigMap')] });
    cache.observe(applied(101, { id: 'ConfigMap/store-a/web' }), 'a', 'web');
    cache.observe(applied(101, { id: 'Secret/store-a/web' }), 'a', 'web');
    assert.equal(cache.get('ConfigMap/store-a/web')?.health.status, 'Current');
    assert.equal(cache.get('Secret/store-a/web'), undefined);
  });

  it('ignores events that are older than our apply, and believes the one that shows it', async () => {
    const { cache, see } = await cacheOf([deployment(7)]);
    cache.observe(applied(110), 'a', 'web');
    await see(event('MODIFIED', deployment(105, { status: { ready: true } })), event('DELETED', deployment(106)));
    assert.equal(cache.get(id)?.resourceVersion, '110');
    assert.equal(cache.get(id)?.health.reason, 'Applied');
    await see(event('ADDED', deployment(110, { meta: { generation: 2 } })));
    assert.equal(cache.get(id)?.health.reason, 'Waiting');
  });

  it('does not go back when the watch was faster than our own answer', async () => {
    const { cache, see } = await cacheOf([]);
    await see(event('ADDED', deployment(111, { status: { ready: true } })));
    cache.observe(applied(110), 'a', 'web');
    assert.equal(cache.get(id)?.resourceVersion, '111');
    assert.equal(cache.get(id)?.health.status, 'Current');
  });

  it('does not bring back what was deleted before the answer to our apply came', async () => {
    const { cache, see } = await cacheOf([deployment(90)]);
    await see(event('DELETED', deployment(105)));
    cache.observe(applied(90, { version: 'g1m0' }), 'a', 'web');
    assert.equal(cache.get(id), undefined);
    assert.deepEqual([...cache.stores()], []);
  });

  it('does not bring it back either when a new list found it gone', async () => {
    const { api, cache, see } = await cacheOf([deployment(90)]);
    api.answer(list(200));
    await see(gone);
    cache.observe(applied(90, { version: 'g1m0' }), 'a', 'web');
    assert.equal(cache.get(id), undefined);
  });

  it('drops what an answer brings while a new list is taken that lacks it', async () => {
    const { api, cache, see } = await cacheOf([deployment(90)]);
    const page = Promise.withResolvers<object>();
    await see(event('DELETED', deployment(105)));
    api.answer(page.promise);
    await see(gone);
    cache.observe(applied(90, { version: 'g1m0' }), 'a', 'web');
    assert.equal(cache.get(id), undefined);
    cache.observe(applied(106), 'a', 'web');
    page.resolve(list(107));
    await settled();
    assert.equal(cache.get(id), undefined);
  });

  it('takes in what our apply made anew after a deletion', async () => {
    const { cache, see } = await cacheOf([deployment(90)]);
    await see(event('DELETED', deployment(105)));
    cache.observe(applied(106, { uid: 'u2' }), 'a', 'web');
    assert.equal(cache.get(id)?.uid, 'u2');
    assert.equal(cache.ofStore('a').length, 1);
  });

  it('leaves the health as it was when our apply changed nothing', async () => {
    const { cache } = await cacheOf([deployment(7, { status: { ready: true } })]);
    cache.observe(applied(8, { version: 'g1m0' }), 'a', 'web');
    assert.equal(cache.get(id)?.health.status, 'Current');
  });

  it('shows an object that we deleted as Terminating until it is gone', async () => {
    const { cache, see } = await cacheOf([deployment(7)]);
    cache.observeDeleting(id);
    assert.equal(cache.get(id)?.health.status, 'Terminating');
    assert.equal(cache.ofStore('a')[0]?.health.status, 'Terminating');
    await see(event('DELETED', deployment(101)));
    assert.equal(cache.get(id), undefined);
  });

  it('drops what was applied and vanished while there was no watch', async () => {
    const { api, cache, see } = await cacheOf([]);
    cache.observe(applied(105), 'a', 'web');
    api.answer(list(200));
    await see(gone);
    assert.equal(cache.get(id), undefined);
  });

  it('keeps what was applied after the list that lacks it was taken', async () => {
    const { api, cache, see } = await cacheOf([]);
    cache.observe(applied(205), 'a', 'web');
    api.answer(list(200));
    await see(gone);
    assert.equal(cache.get(id)?.resourceVersion, '205');
    await see(event('ADDED', deployment(205)), event('DELETED', deployment(206)));
    assert.equal(cache.get(id), undefined);
  });

  it('finds the volumes of stores by their claims, and keeps no others', async () => {
    const volume = (name: string, resourceVersion: number, namespace?: string): object => ({
      metadata: { name, uid: name, resourceVersion: String(resourceVersion) },
      spec: namespace === undefined ? {} : { claimRef: { namespace, name: 'data' } },
    });
    const { api, cache, see } = await cacheOf(
      [volume('p1', 1, 'store-a'), volume('p2', 2, 'kube-system'), volume('p3', 3)],
      {
        kinds: [storeVolumes('store-')],
      },
    );
    assert.equal(api.requests[0]?.query?.['labelSelector'], undefined);
    assert.deepEqual(
      cache.ofStore('a').map((object) => object.id),
      ['PersistentVolume//p1'],
    );
    assert.equal(cache.size, 1);
    await see(event('MODIFIED', volume('p3', 101, 'store-b')), event('MODIFIED', volume('p1', 102)));
    assert.deepEqual([...cache.stores()], ['b']);
  });

  it('is ready when every kind was listed and none is too old', async () => {
    const { cache, clock, see } = await cacheOf([]);
    assert.equal(cache.ready(60_000), true);
    await clock.advance(60_001);
    assert.equal(cache.ready(60_000), false);
    assert.deepEqual(cache.freshness(), { synced: true, ageMs: 60_001, stalest: 'Deployment.apps' });
    await see({ type: 'BOOKMARK', object: { metadata: { resourceVersion: '150' } } });
    assert.equal(cache.ready(60_000), true);
  });

  it('ends when it is told to, and says so to those who still wait', async () => {
    const { stop, running } = await cacheOf([]);
    stop.abort();
    await running;
    const api = new ScriptedApi();
    api.answer(new Error('unreachable'));
    const cache = new WatchCache({
      api,
      clock: new VirtualClock(),
      random: () => 0.5,
      kinds: [kindInfo('Pod')],
      health,
    });
    const never = new AbortController();
    const following = cache.start(never.signal);
    const waiting = assert.rejects(cache.synced(), { name: 'AbortError' });
    await settled();
    never.abort();
    await following;
    await waiting;
    assert.equal(cache.ready(60_000), false);
  });
});

import assert from 'node:assert/strict';
import type { ApiConnection, ApiRequest } from '../../cluster/connection.ts';
import { silent } from '../../cluster/log.ts';
import { ApiError } from '../../cluster/errors.ts';
import type { LiveObject } from '../../cluster/object.ts';
import { VirtualClock } from '../../cluster/testing/virtual-clock.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { storeExample } from '../testing/objects.ts';
import { StoreLoop } from './store-loop.ts';

const closure = { at: '2025-12-01T00:00:00.000Z', revision: 'a'.repeat(40), purgeAt: '2025-12-02T00:00:00.000Z' };

const home: LiveObject = {
  id: 'Namespace//store-x',
  uid: 'uid-home',
  resourceVersion: '1',
  version: 'v',
  store: 'x',
  component: '',
  owner: '',
  health: { status: 'Current', reason: 'Active', message: '' },
};

/** A store loop with one store, whose API server is a function; nothing of the store is live but its namespace. */
function loopOf(
  current: () => StoreObject,
  { api, clock, live = [] }: { api: Pick<ApiConnection, 'request'>; clock: VirtualClock; live?: readonly LiveObject[] },
): StoreLoop {
  const nothing = { onChange: () => () => undefined };
  return new StoreLoop({
    api: { ...api, stream: () => assert.fail('the store loop opens no watch') },
    clock,
    random: () => 0.5,
    randomBytes: (count) => new Uint8Array(count),
    stores: { get: () => current(), list: () => [current()], ...nothing },
    fleets: { get: () => undefined, list: () => [], ...nothing },
    live: {
      get: (id) => live.find((object) => object.id === id),
      ofStore: () => live,
      observe: () => undefined,
      observeDeleting: () => undefined,
      ...nothing,
    },
    log: silent,
    identity: 'test',
  });
}

function refusal(code: 'Conflict' | 'ServerError', { method, path }: ApiRequest): ApiError {
  const [status, detail] = code === 'Conflict' ? [409, 'modified'] : [503, 'unable to handle the request'];
  return new ApiError({ code, method, path, status, detail });
}

describe('the store loop', () => {
  it('shows nothing of a store that has ended on the one that took its name', async () => {
    const old = storeExample('x', { spec: { closure }, status: { phase: 'Purging' } });
    const opened = storeExample('x', {});
    const next: StoreObject = { ...opened, metadata: { ...opened.metadata, uid: 'uid-next', resourceVersion: '9' } };
    const clock = new VirtualClock();
    let hasFailed = false;
    let current = old;
    const written: unknown[] = [];
    const request = async <T>(asked: ApiRequest): Promise<T> => {
      const { method, path, body } = asked;
      if (path.endsWith('/persistentvolumes')) return { items: [], metadata: { resourceVersion: '8' } } as T;
      if (path.endsWith('/stores/x/status')) written.push(body);
      // A first failure, so that a status is owed when the end comes.
      if (method === 'PATCH' && path.endsWith('/stores/x') && !hasFailed) {
        hasFailed = true;
        throw refusal('ServerError', asked);
      }
      // The file is back before the answer to the last request of the purge is.
      if (method === 'DELETE' && path.endsWith('/stores/x')) {
        await clock.advance(10_000);
        current = next;
      }
      return { kind: 'Status', metadata: { uid: current.metadata.uid, resourceVersion: '8' } } as T;
    };
    const loop = loopOf(() => current, { api: { request }, clock });
    loop.start();
    for (let waits = 0; current.metadata.uid === old.metadata.uid && waits < 1_000; waits++) await clock.advance(100);
    assert.equal(current.metadata.uid, 'uid-next');
    await clock.advance(0);
    await loop.stop();
    const onNext = written.filter((body) => (body as StoreObject).metadata.uid === 'uid-next');
    assert.deepEqual(
      onNext.filter((body) => (body as StoreObject).status.phase === 'Purging'),
      [],
    );
  });

  it('tells once of volumes that stay, though its end has to be tried again', async () => {
    const purged = storeExample('x', { spec: { closure }, status: { phase: 'Purging' } });
    const clock = new VirtualClock();
    const told: string[] = [];
    let refusals = 0;
    const gone: string[] = [];
    const request = async <T>(asked: ApiRequest): Promise<T> => {
      const { method, path, body } = asked;
      if (path.endsWith('/persistentvolumes')) return { items: [], metadata: { resourceVersion: '8' } } as T;
      if (path.endsWith('/events')) {
        const { name } = (body as StoreObject).metadata;
        told.push(name);
        if (told.length > 1) throw new ApiError({ code: 'AlreadyExists', method, path, status: 409, detail: name });
      }
      if (method === 'PATCH' && path.endsWith('/stores/x') && refusals++ < 2) throw refusal('Conflict', asked);
      if (method === 'DELETE' && path.endsWith('/stores/x')) gone.push(path);
      return { kind: 'Status', metadata: { uid: purged.metadata.uid, resourceVersion: '8' } } as T;
    };
    const volume = { ...home, id: 'PersistentVolume//pv-1', uid: 'uid-pv', component: 'db-data' };
    const kept: LiveObject = { ...volume, health: { status: 'Current', reason: 'Released', message: 'Retain' } };
    const loop = loopOf(() => purged, { api: { request }, clock, live: [kept] });
    loop.start();
    for (let waits = 0; gone.length === 0 && waits < 1_000; waits++) await clock.advance(100);
    await loop.stop();
    assert.equal(gone.length, 1);
    assert.ok(told.length > 1, told.join());
    assert.equal(new Set(told).size, 1);
    assert.match(told[0] ?? '', /^x\..+\.kept$/);
  });

  it('purges nothing when the file has returned in the moment in which the purge began', async () => {
    const closed = storeExample('x', { spec: { closure }, status: { phase: 'Closed' } });
    const { closure: _over, ...spec } = closed.spec;
    const reopened: StoreObject = { ...closed, spec, metadata: { ...closed.metadata, resourceVersion: '9' } };
    const clock = new VirtualClock();
    let current = closed;
    const begun: unknown[] = [];
    const request = async <T>(asked: ApiRequest): Promise<T> => {
      const { method, path, body } = asked;
      assert.notEqual(method, 'DELETE', path);
      const isStatus = path.endsWith('/stores/x/status');
      const { metadata, status } = (body ?? {}) as Partial<StoreObject>;
      if (isStatus && status?.phase === 'Purging') {
        begun.push(metadata?.resourceVersion);
        current = reopened;
        throw refusal('Conflict', asked);
      }
      return { metadata: { uid: current.metadata.uid, resourceVersion: '9' }, items: [] } as T;
    };
    const loop = loopOf(() => current, { api: { request }, clock, live: [home] });
    loop.start();
    for (let waits = 0; waits < 600; waits++) await clock.advance(100);
    await loop.stop();
    assert.deepEqual(begun, [closed.metadata.resourceVersion]);
  });
});

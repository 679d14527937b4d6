import assert from 'node:assert/strict';
import type { ApiConnection, ApiRequest } from '../../cluster/connection.ts';
import { silent } from '../../cluster/log.ts';
import { ApiError } from '../../cluster/errors.ts';
import { VirtualClock } from '../../cluster/testing/virtual-clock.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { storeExample } from '../testing/objects.ts';
import { StoreLoop } from './store-loop.ts';

const closure = { at: '2025-12-01T00:00:00.000Z', revision: 'a'.repeat(40), purgeAt: '2025-12-02T00:00:00.000Z' };

describe('the store loop', () => {
  it('shows nothing of a store that has ended on the one that took its name', async () => {
    const old = storeExample('x', { spec: { closure }, status: { phase: 'Purging' } });
    const opened = storeExample('x', {});
    const next: StoreObject = { ...opened, metadata: { ...opened.metadata, uid: 'uid-next', resourceVersion: '9' } };
    const clock = new VirtualClock();
    let hasFailed = false;
    let current = old;
    const written: unknown[] = [];
    const api: ApiConnection = {
      async request<T>({ method, path, body }: ApiRequest): Promise<T> {
        if (path.endsWith('/persistentvolumes')) return { items: [], metadata: { resourceVersion: '8' } } as T;
        if (path.endsWith('/stores/x/status')) written.push(body);
        // A first failure, so that a status is owed when the end comes.
        if (method === 'PATCH' && path.endsWith('/stores/x') && !hasFailed) {
          hasFailed = true;
          throw new ApiError({
            code: 'ServerError',
            method,
            path,
            status: 503,
            detail: 'unable to handle the request',
          });
        }
        // The file is back before the answer to the last request of the purge is.
        if (method === 'DELETE' && path.endsWith('/stores/x')) {
          await clock.advance(10_000);
          current = next;
        }
        return { kind: 'Status', metadata: { uid: current.metadata.uid, resourceVersion: '8' } } as T;
      },
      stream: () => assert.fail('the store loop opens no watch'),
    };
    const loop = new StoreLoop({
      api,
      clock,
      random: () => 0.5,
      randomBytes: (count) => new Uint8Array(count),
      stores: { get: () => current, list: () => [current], onChange: () => () => undefined },
      fleets: { get: () => undefined, list: () => [], onChange: () => () => undefined },
      live: {
        get: () => undefined,
        ofStore: () => [],
        observe: () => undefined,
        observeDeleting: () => undefined,
        onChange: () => () => undefined,
      },
      log: silent,
      identity: 'test',
    });
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
});

import assert from 'node:assert/strict';
import type { KubeObject, LiveObject } from '../../cluster/object.ts';
import type { SecretRequest } from '../../synth/synthesis.ts';
import { lostVolume } from './lost-volume.ts';

const request: SecretRequest = { name: 'store-db', namespace: 'store-x', labels: {}, keys: {}, guards: ['db-data'] };
const nothing = { get: () => undefined, *[Symbol.iterator]() {} };
const volume = {
  get: (id: string) => (id.endsWith('/db-data') ? ({ id } as LiveObject) : undefined),
  *[Symbol.iterator]() {},
};

function made(at: string): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'store-db', creationTimestamp: at } };
}

describe('lostVolume', () => {
  const storeCreatedAt = '2026-11-21T10:00:05Z';

  it('misses the volume of a Secret that was there before the Store object', () => {
    const problem = lostVolume(request, made('2026-11-21T10:00:04Z'), { live: nothing, storeCreatedAt });
    assert.equal(problem?.reason, 'VolumeMissing');
    assert.match(problem.message, /restore the volume from a backup.*kubectl delete secret store-db -n store-x/);
  });

  it('misses nothing when the volume is there, the Secret guards none, or the store has only begun', () => {
    const old = made('2026-11-21T10:00:04Z');
    assert.equal(lostVolume(request, old, { live: volume, storeCreatedAt }), undefined);
    assert.equal(lostVolume({ ...request, guards: [] }, old, { live: nothing, storeCreatedAt }), undefined);
    assert.equal(lostVolume(request, made('2026-11-21T10:00:05Z'), { live: nothing, storeCreatedAt }), undefined);
    assert.equal(lostVolume(request, old, { live: nothing }), undefined);
  });
});

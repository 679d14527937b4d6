import assert from 'node:assert/strict';
import type { ApiConnection, ApiRequest } from '../../cluster/connection.ts';
import { VolumeCensus } from './volume-census.ts';

const { signal } = new AbortController();

function volume(name: string, namespace: string, phase: string, policy = 'Delete'): object {
  const spec = { persistentVolumeReclaimPolicy: policy, claimRef: { namespace, name: 'db-data' } };
  return { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name }, spec, status: { phase } };
}

/** Lists that are answered when the test says so. */
class Lists implements ApiConnection {
  readonly answer: ((items: readonly object[]) => void)[] = [];

  async request<T>(request: ApiRequest): Promise<T> {
    assert.equal(request.path, '/api/v1/persistentvolumes');
    const { promise, resolve } = Promise.withResolvers<readonly object[]>();
    this.answer.push(resolve);
    return { metadata: { resourceVersion: '1' }, items: await promise } as T;
  }

  stream(): AsyncIterable<unknown> {
    throw new Error('no watch is needed');
  }
}

describe('a census of volumes', () => {
  it('counts the volumes of a namespace that are there, and not those that are kept', async () => {
    const lists = new Lists();
    const left = new VolumeCensus(lists).leftOf('store-a', signal);
    lists.answer[0]?.([
      volume('pv-1', 'store-a', 'Bound'),
      volume('pv-2', 'store-a', 'Released', 'Retain'),
      volume('pv-3', 'store-b', 'Bound'),
      volume('pv-4', 'store-a', 'Released'),
    ]);
    assert.deepEqual(
      (await left).map(({ id }) => id),
      ['PersistentVolume//pv-1', 'PersistentVolume//pv-4'],
    );
  });

  it('asks once for all who ask meanwhile, and never believes a list that was begun before', async () => {
    const lists = new Lists();
    const census = new VolumeCensus(lists);
    const first = census.leftOf('store-a', signal);
    const later = ['store-b', 'store-c', 'store-d'].map((namespace) => census.leftOf(namespace, signal));
    assert.equal(lists.answer.length, 1);
    lists.answer[0]?.([volume('pv-b', 'store-b', 'Bound')]);
    assert.deepEqual(await first, []);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(lists.answer.length, 2);
    lists.answer[1]?.([volume('pv-c', 'store-c', 'Bound')]);
    assert.deepEqual(
      (await Promise.all(later)).map((left) => left.length),
      [0, 1, 0],
    );
    assert.equal(lists.answer.length, 2);
  });
});

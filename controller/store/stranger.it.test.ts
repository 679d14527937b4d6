import assert from 'node:assert/strict';
import { systemClock } from '../../cluster/clock.ts';
import { connect, type Connection } from '../../cluster/connect.ts';
import { createObject } from '../../cluster/create.ts';
import type { LiveObject } from '../../cluster/object.ts';
import { readObject } from '../../cluster/read.ts';
import { startControlPlane, type ControlPlane } from '../../sandbox/control-plane.ts';
import { labels } from '../../synth/spec/names.ts';
import { storeStatusSchema } from '../../synth/spec/store.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import { applyAll } from './carry-out.ts';
import type { StoreState } from './store-state.ts';
import { freshState } from './store-state.ts';
import type { Turn } from './turn.ts';

const id = 'ConfigMap/default/store-env';

function ours(data: Record<string, string>): KubernetesObject {
  const metadata = { name: 'store-env', namespace: 'default', labels: { [labels.store]: 'x' } };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

describe('an object whose name somebody else has taken', () => {
  let plane: ControlPlane;
  let api: Connection;

  before(async function () {
    this.timeout(60_000);
    plane = await startControlPlane({ scheduler: false, kwok: false });
    api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-test' });
  });

  after(async () => {
    await api.close();
    await plane.stop();
  });

  afterEach(() => api.request({ method: 'DELETE', path: '/api/v1/namespaces/default/configmaps/store-env' }));

  function turnOf(live: LiveObject | undefined, homeMadeAt: number | undefined): Turn {
    const status = storeStatusSchema.parse({ inventory: [{ id }] });
    const metadata = { name: 'x', namespace: 'default', uid: 'u', resourceVersion: '1' };
    const state = { ...freshState({ metadata, status } as Parameters<typeof freshState>[0], Infinity), homeMadeAt };
    const cache = { get: () => live, observe: () => undefined };
    const deps = { api, clock: systemClock, random: () => 0.5, live: cache } as unknown as Turn['deps'];
    const volumes = { leftOf: async () => [] };
    return { store: 'x', state: state satisfies StoreState, deps, volumes, signal: new AbortController().signal };
  }

  const apply = (turn: Turn, data: Record<string, string>) =>
    applyAll([{ id, digest: 'a', keep: true }], new Map([[id, ours(data)]]), turn);
  const there = async () => (await readObject(api, id))?.['data'];
  const theirs = (data: Record<string, string>) =>
    createObject(api, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'store-env', namespace: 'default' },
      data,
    });

  it('is left as it is, whatever its fields', async () => {
    await theirs({ mine: 'x' });
    const turn = turnOf(undefined, undefined);
    assert.equal(await apply(turn, { host: 'db' }), 0);
    assert.equal(turn.state.refusals.get(id)?.reason, 'NameTaken');
    assert.equal(turn.state.refusals.get(id)?.stalls, true);
    assert.deepEqual(await there(), { mine: 'x' });
  });

  it('is left as it is in a namespace that we have just made, where nobody looks first', async () => {
    await theirs({ host: 'elsewhere' });
    const turn = turnOf(undefined, Date.now());
    assert.equal(await apply(turn, { host: 'db' }), 0);
    assert.deepEqual(await there(), { host: 'elsewhere' });
    assert.ok(Number.isFinite(turn.state.refusals.get(id)?.retryAt), 'it is looked at again');
    assert.equal(await apply(turn, { host: 'db' }), 0);
    assert.equal(turn.state.refusals.get(id)?.reason, 'NameTaken');
    assert.deepEqual(await there(), { host: 'elsewhere' });
  });

  it('is taken when it is ours, and only its label was taken off', async () => {
    const { metadata } = await theirs({ host: 'elsewhere' });
    const turn = turnOf(undefined, undefined);
    const inventory = [{ id, uid: metadata.uid ?? '', digest: 'a', version: '' }];
    turn.state.status = { ...turn.state.status, inventory };
    assert.equal(await apply(turn, { host: 'db' }), 1);
    assert.deepEqual(await there(), { host: 'db' });
  });
});

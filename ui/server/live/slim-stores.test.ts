import assert from 'node:assert/strict';
import { parseStoreObject } from '../../../synth/spec/parse-objects.ts';
import { SlimStores } from './slim-stores.ts';

function storeOf(name: string, owner: string) {
  const ended = `2026-11-21T10:00:${name.length}0Z`;
  const stage = { state: 'Ready', startedAt: ended, endedAt: ended };
  return parseStoreObject({
    kind: 'Store',
    metadata: {
      name,
      namespace: 'urumi-system',
      uid: 'u',
      resourceVersion: '1',
      generation: 1,
      labels: { 'urumi.dev/fleet': 'shops' },
      finalizers: ['urumi.dev/purge'],
    },
    spec: { engine: 'woocommerce', owner, title: `The shop ${name}` },
    status: {
      phase: 'Ready',
      inventory: [{ id: 'ConfigMap/store-a/web', uid: 'u1', digest: 'd' }],
      stages: [
        { name: 'guards', ...stage },
        { name: 'database', ...stage },
      ],
    },
  } as Parameters<typeof parseStoreObject>[0]);
}

describe('Store objects as the UI keeps them', () => {
  it('say what they said, without the inventory', () => {
    const store = storeOf('a', 'team-retail');
    const { status, ...rest } = store;
    const kept = new SlimStores().of(store);
    assert.deepEqual(kept, { ...rest, status: { ...status, inventory: [], secrets: [] } });
    assert.equal(status.inventory.length, 1, 'what was given stays as it was');
  });

  it('have in common what many say alike, and nothing else', () => {
    const slim = new SlimStores();
    const [first, second] = [slim.of(storeOf('a', 'team-retail')), slim.of(storeOf('bb', 'team-velo'))];
    assert.equal(first.metadata.labels, second.metadata.labels);
    assert.equal(first.spec.deletion, second.spec.deletion);
    assert.equal(first.status.inventory, second.status.inventory);
    assert.deepEqual([first.spec.owner, second.spec.owner], ['team-retail', 'team-velo']);
    assert.notDeepEqual(first.status.stages, second.status.stages);
    assert.throws(() => Object.assign(first.metadata.labels, { a: 'b' }), TypeError, 'one cannot change another');
  });
});

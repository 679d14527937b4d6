import assert from 'node:assert/strict';
import type { Health } from '../../cluster/object.ts';
import { decide } from './decide.ts';
import { messageOf, ready, settle } from './testing/settled.ts';

const closure = { at: '2026-11-21T08:00:00Z', revision: 'b'.repeat(40), purgeAt: '2026-11-21T08:30:00Z' };
const env = 'ConfigMap/store-x/env';
const terminating = (message: string): { health: Health } => ({
  health: { status: 'Terminating', reason: 'Terminating', message },
});

/** A purge that has come to the namespace, which a finalizer on a ConfigMap holds. */
function held(): ReturnType<typeof ready> {
  const store = ready();
  const { world, desired } = store;
  world.change({ closure });
  for (let step = 0; step < 20; step++) {
    const decision = decide(desired, world, world.record, world.now);
    if (decision.remove.some(({ id }) => id === 'Namespace//store-x')) break;
    world.carryOut(decision);
  }
  world.put('Namespace//store-x', terminating('is being deleted; NamespaceContentRemaining: configmaps has 1'));
  world.put(env, terminating('is being deleted; waits for the finalizers example.com/held'));
  settle(world, desired);
  return store;
}

describe('decide, a purge that is held up', () => {
  it('names the finalizer and the object that it is on, and what the namespace says', () => {
    const { world } = held();
    assert.match(messageOf(world), /ConfigMap env \(is being deleted; waits for the finalizers example\.com\/held\)/);
    assert.match(messageOf(world), /Namespace store-x \(.*NamespaceContentRemaining: configmaps has 1\)/);
  });

  it('is Stalled when it has taken two minutes, and not before', () => {
    const { world, desired } = held();
    const stalled = () => world.record.status.conditions.find(({ type }) => type === 'Stalled');
    const since = world.now;
    assert.equal(settle(world, desired).wakeAt, since + 120_000);
    world.wait(119_999);
    settle(world, desired);
    assert.equal(stalled()?.status, 'False');
    world.wait(1);
    const { wakeAt } = settle(world, desired);
    assert.equal(wakeAt, undefined);
    assert.equal(stalled()?.reason, 'PurgeBlocked');
    assert.match(stalled()?.message ?? '', /ConfigMap env.*Urumi removes no finalizer/);
  });

  it('has no owner wait for what it owns, and the namespace for all that is in it', () => {
    const { world, desired } = ready();
    world.change({ closure });
    const removed = new Map<string, boolean>();
    for (let step = 0; step < 30; step++) {
      const decision = decide(desired, world, world.record, world.now);
      for (const { id, background = false } of decision.remove) removed.set(id, background);
      world.carryOut(decision);
    }
    assert.equal(removed.get('Deployment.apps/store-x/web'), true);
    assert.equal(removed.get('Namespace//store-x'), false);
    assert.deepEqual([...removed.values()].filter((background) => !background).length, 1);
  });

  it('lets databases go when those who use them are gone, pods and all', () => {
    const { world, desired } = ready();
    world.change({ closure });
    world.put('Pod/store-x/web-1', { owner: 'ReplicaSet/web-6', ...terminating('is being deleted') });
    world.put('Pod/store-x/db-0', { owner: 'StatefulSet/db' });
    const removed: string[] = [];
    const go = (): void => {
      for (let step = 0; step < 30; step++) {
        const decision = decide(desired, world, world.record, world.now);
        removed.push(...decision.remove.map(({ id }) => id));
        world.carryOut(decision);
      }
    };
    go();
    assert.ok(removed.includes('Deployment.apps/store-x/web'));
    assert.ok(!removed.includes('StatefulSet.apps/store-x/db'), removed.join());
    assert.match(messageOf(world), /waits for Pod web-1 \(is being deleted\), Pod db-0/);
    world.objects.delete('Pod/store-x/web-1');
    go();
    assert.ok(removed.includes('StatefulSet.apps/store-x/db'));
  });

  it('never deletes what it waits for a second time', () => {
    const { world, desired } = held();
    world.wait(600_000);
    assert.deepEqual(decide(desired, world, world.record, world.now).remove, []);
  });

  it('waits for volumes that the API server named and no watch has shown, until it is time to ask again', () => {
    const { world, desired } = held();
    world.objects.clear();
    const inventory: [] = [];
    const refusal = { digest: '', reason: 'VolumeLeft', message: 'Released', attempts: 1, retryAt: world.now + 1_000 };
    const refusals = new Map([['PersistentVolume//pv-1', refusal]]);
    world.change({ refusals, status: { ...world.record.status, inventory } });
    const waits = decide(desired, world, world.record, world.now);
    assert.deepEqual([waits.end, waits.wakeAt], [undefined, world.now + 1_000]);
    assert.match(waits.status.conditions[0]?.message ?? '', /waits for PersistentVolume pv-1 \(Released\)/);
    world.wait(1_000);
    assert.equal(decide(desired, world, world.record, world.now).end, 'delete');
  });

  it('names a pod that does not end, and its node', () => {
    const { world, desired } = ready();
    world.change({ closure });
    world.put('Pod/store-x/db-0', {
      owner: 'StatefulSet/db',
      ...terminating('is being deleted, has time until 2026-11-21T08:31:00Z; on node n1'),
    });
    settle(world, desired);
    assert.match(messageOf(world), /Pod db-0 \(is being deleted, has time until 2026-11-21T08:31:00Z; on node n1\)/);
  });

  it('waits for its end when the file is back, says so, and then begins anew', () => {
    const { world, desired } = held();
    const { closure: _closure, ...open } = world.record;
    world.record = open;
    settle(world, desired);
    assert.equal(world.record.status.phase, 'Purging');
    assert.match(messageOf(world), /Its file is back: the store opens anew then/);
    world.objects.clear();
    // The namespace is confirmed gone by a request of its own: carryOut strikes what it did not find.
    const inventory = world.record.status.inventory.filter(({ id }) => id !== 'Namespace//store-x');
    world.change({ status: { ...world.record.status, inventory } });
    assert.equal(decide(desired, world, world.record, world.now).end, 'restart');
  });

  it('ends although a volume with reclaimPolicy Retain stays, and lists it', () => {
    const { world, desired } = held();
    world.objects.clear();
    world.put('PersistentVolume//pvc-1', {
      component: 'db-data',
      uid: 'pv-uid',
      health: { status: 'Current', reason: 'Released', message: 'reclaim policy Retain' },
    });
    const inventory = world.record.status.inventory.filter(({ id }) => id !== 'Namespace//store-x');
    world.change({ status: { ...world.record.status, inventory } });
    const { end, status } = decide(desired, world, world.record, world.now);
    assert.equal(end, 'delete');
    assert.deepEqual(status.volumes, [{ claim: 'db-data', uid: 'pv-uid', volume: 'pvc-1', released: true }]);
  });

  it('waits for a volume that the cluster still removes, and says why it is there', () => {
    const { world, desired } = held();
    world.objects.clear();
    world.put('PersistentVolume//pvc-1', terminating('is being deleted; waits for the finalizers example.com/disk'));
    const inventory = world.record.status.inventory.filter(({ id }) => id !== 'Namespace//store-x');
    world.change({ status: { ...world.record.status, inventory } });
    const decision = decide(desired, world, world.record, world.now);
    assert.equal(decision.end, undefined);
    world.carryOut(decision);
    assert.match(
      messageOf(world),
      /PersistentVolume pvc-1 \(is being deleted; waits for the finalizers example\.com\/disk\)/,
    );
  });
});

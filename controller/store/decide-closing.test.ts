import assert from 'node:assert/strict';
import { decide } from './decide.ts';
import { ready, settle } from './testing/settled.ts';
import { t0, wants, World } from './testing/world.ts';

const db = 'StatefulSet.apps/store-x/db';
const web = 'Deployment.apps/store-x/web';
const setup = 'Job.batch/store-x/setup-1';
const claim = 'PersistentVolumeClaim/store-x/db-data';

describe('decide, a store whose file is gone', () => {
  const closure = { at: '2026-11-21T09:10:00Z', revision: 'b'.repeat(40), purgeAt: '2026-11-28T09:10:00Z' };

  it('shuts customers out first, then stops the workloads, and keeps namespace, volumes and guards', () => {
    const { world, desired } = ready();
    world.change({ closure });
    const order: string[] = [];
    for (let step = 0; step < 10; step++) {
      const decision = decide(desired, world, world.record, world.now);
      order.push(...decision.remove.map(({ id }) => id));
      world.carryOut(decision);
    }
    assert.deepEqual(order, ['Ingress.networking.k8s.io/store-x/web', setup, 'Job.batch/store-x/validate-1', web, db]);
    assert.deepEqual(
      [...world.objects.keys()],
      ['Namespace//store-x', 'ResourceQuota/store-x/run', 'ConfigMap/store-x/env', claim],
    );
    assert.equal(world.record.status.phase, 'Closed');
    assert.equal(world.record.status.purgeAt, closure.purgeAt);
  });

  it('is Closing while a pod is still there', () => {
    const { world, desired } = ready();
    world.put('Pod/store-x/db-0', { owner: 'StatefulSet/db' });
    world.change({ closure });
    settle(world, desired);
    assert.equal(world.record.status.phase, 'Closing');
    world.objects.delete('Pod/store-x/db-0');
    settle(world, desired);
    assert.equal(world.record.status.phase, 'Closed');
  });

  it('wakes up when its retention is over, not before', () => {
    const { world, desired } = ready();
    world.change({ closure });
    assert.equal(settle(world, desired).wakeAt, Date.parse(closure.purgeAt));
  });

  it('reopens with the same volume when the file is back', () => {
    const { world, desired } = ready();
    const { uid } = world.get(claim) ?? {};
    world.change({ closure });
    settle(world, desired);
    const { closure: _closure, ...open } = world.record;
    world.record = open;
    settle(world, desired);
    assert.equal(world.record.status.phase, 'Ready');
    assert.equal(world.get(claim)?.uid, uid);
    assert.equal(world.record.status.purgeAt, undefined);
  });

  it('keeps everything beyond its retention while the file is back and cannot be applied', () => {
    const { world, desired } = ready();
    const { uid } = world.get(claim) ?? {};
    world.change({ closure, held: 'stores/x.yaml:3:9: broken' });
    world.now = Date.parse(closure.purgeAt) + 3_600_000;
    assert.equal(settle(world, desired).wakeAt, undefined, 'it waits for the file, not for a time');
    const { phase, conditions } = world.record.status;
    assert.equal(phase, 'Closed');
    assert.match(conditions.find(({ type }) => type === 'Ready')?.message ?? '', /cannot be applied; all data is kept/);
    assert.equal(conditions.find(({ type }) => type === 'Stalled')?.message, 'stores/x.yaml:3:9: broken');
    assert.equal(world.get(claim)?.uid, uid);
    world.change({ held: '' });
    settle(world, desired);
    assert.equal(world.record.status.phase, 'Purging');
  });

  it('purges workloads first, then claims, then the namespace, then waits for the volumes', () => {
    const { world, desired } = ready();
    world.put('PersistentVolume//pv-1', { health: { status: 'Current', reason: 'Bound', message: '' } });
    world.change({ closure });
    settle(world, desired);
    world.now = Date.parse(closure.purgeAt);
    const first = decide(desired, world, world.record, world.now);
    assert.deepEqual(
      first.remove.map(({ id }) => id),
      [claim],
    );
    world.carryOut(first);
    const decision = decide(desired, world, world.record, world.now);
    assert.deepEqual(
      decision.remove.map(({ id }) => id),
      ['Namespace//store-x'],
    );
    assert.equal(decision.status.phase, 'Purging');
    world.carryOut(decision);
    for (const id of world.objects.keys()) if (id.includes('/store-x/')) world.objects.delete(id);
    const waits = decide(desired, world, world.record, world.now);
    assert.equal(waits.end, undefined);
    world.carryOut(waits);
    world.objects.delete('PersistentVolume//pv-1');
    assert.equal(decide(desired, world, world.record, world.now).end, 'delete');
  });

  it('finishes a purge that has begun when the file returns, and starts anew', () => {
    const { world, desired } = ready();
    world.change({ closure: { ...closure, purgeAt: closure.at } });
    world.now = Date.parse(closure.at);
    world.carryOut(decide(desired, world, world.record, world.now));
    const { closure: _closure, ...open } = world.record;
    world.record = open;
    assert.equal(decide(desired, world, world.record, world.now).status.phase, 'Purging');
    world.objects.clear();
    assert.equal(settle(world, desired).end, 'restart');
  });

  it('asks for a namespace whose creation was never confirmed before it calls the purge done', () => {
    const world = new World();
    world.carryOut(decide(wants(), world, world.record, t0), () => true);
    world.change({ closure: { ...closure, purgeAt: closure.at } });
    world.now = Date.parse(closure.at);
    const workloads = decide(wants(), world, world.record, world.now);
    assert.equal(workloads.end, undefined);
  });
});

describe('decide, a Store object deleted by hand', () => {
  it('lets it go and touches nothing: the file is still there', () => {
    const { world, desired } = ready();
    world.change({ deleted: true });
    const decision = decide(desired, world, world.record, world.now);
    assert.deepEqual(
      { apply: decision.apply, remove: decision.remove, end: decision.end },
      { apply: [], remove: [], end: 'release' },
    );
  });

  it('keeps it as open as it was while its fleet decides: its file may be gone, and a guard may hold the closing', () => {
    const { world, desired } = ready();
    world.change({ deleted: true, awaitsFleet: true });
    assert.equal(decide(desired, world, world.record, world.now).end, undefined);
    world.objects.delete('Deployment.apps/store-x/web');
    const { apply, status } = decide(desired, world, world.record, world.now);
    assert.deepEqual(
      apply.map(({ id }) => id),
      ['Deployment.apps/store-x/web'],
    );
    assert.equal(status.phase, 'Degraded');
  });
});

import assert from 'node:assert/strict';
import type { Health } from '../../cluster/object.ts';
import { decide } from './decide.ts';
import { messageOf, ready, settle } from './testing/settled.ts';
import { wants } from './testing/world.ts';

const db = 'StatefulSet.apps/store-x/db';
const web = 'Deployment.apps/store-x/web';
const broken: Health = { status: 'Failed', reason: 'CrashLoopBackOff', message: 'restarts every 40s' };
const failed: Health = { status: 'Failed', reason: 'Error', message: 'ended with exit code 1' };

describe('decide, a store that is suspended', () => {
  it('stops a suspended shop from the outside in', () => {
    const { world } = ready();
    const asleep = wants({ digest: 'b' });
    const withoutIngress = { ...asleep, stages: asleep.stages.filter(({ name }) => name !== 'ingress') };
    world.change({ suspended: true });
    const first = decide(withoutIngress, world, world.record, world.now);
    assert.deepEqual(
      first.remove.map(({ id }) => id),
      ['Ingress.networking.k8s.io/store-x/web'],
    );
    assert.ok(first.apply.every(({ keep }) => keep));
    settle(world, withoutIngress);
    assert.equal(world.record.status.phase, 'Suspended');
  });

  it('lets the database of a suspended shop stop when those who use it are gone, also one that is not well', () => {
    const { world } = ready();
    const well = world.get(db)?.health ?? broken;
    const asleep = wants({ digest: 'b' });
    world.change({ suspended: true });
    world.put('Pod/store-x/web-1', { owner: 'ReplicaSet/web-6' });
    world.put('Pod/store-x/db-0', { owner: 'StatefulSet/db' });
    world.put('Pod/store-x/cron-1', { owner: 'Job/cron-1', health: failed });
    world.put(db, { health: broken });
    settle(world, asleep);
    const digestOf = (object: string) => world.record.status.inventory.find(({ id }) => id === object)?.digest;
    assert.deepEqual([digestOf(web), digestOf(db)], ['b', 'a']);
    assert.notEqual(world.record.status.phase, 'Suspended');
    assert.match(messageOf(world), /Pod web-1: Stopping: is still there; the database stops after it/);
    world.objects.delete('Pod/store-x/web-1');
    settle(world, asleep);
    assert.equal(digestOf(db), 'b');
    world.put(db, { health: well });
    settle(world, asleep);
    assert.equal(world.record.status.phase, 'Suspended');
  });
});

import assert from 'node:assert/strict';
import { mostVolumes } from '../../synth/spec/volume-claims.ts';
import { World } from './testing/world.ts';
import { volumesOf } from './volumes.ts';

describe('volumesOf', () => {
  it('lists the volumes of a store by claim, with the size that the claim asks for', () => {
    const world = new World();
    const bound = { health: { status: 'Current', reason: 'Bound', message: '' } } as const;
    world.put('PersistentVolume//pvc-2', { component: 'uploads', uid: 'u2', ...bound });
    world.put('PersistentVolume//pvc-1', { component: 'db-data', uid: 'u1', ...bound });
    world.put('Pod/store-x/db-0');
    const claim = { uid: 'c', digest: '', version: '' };
    const inventory = [
      { id: 'PersistentVolumeClaim/store-x/db-data', weight: 5 * 1024, ...claim },
      { id: 'PersistentVolumeClaim/store-x/uploads', weight: 1500, ...claim },
    ];
    assert.deepEqual(volumesOf(world, inventory), [
      { claim: 'db-data', uid: 'u1', volume: 'pvc-1', size: '5Gi' },
      { claim: 'uploads', uid: 'u2', volume: 'pvc-2', size: '1500Mi' },
    ]);
  });

  it('marks a volume that outlived its claim, without the size of the claim that came after it', () => {
    const world = new World();
    world.put('PersistentVolume//pvc-0', {
      component: 'db-data',
      uid: 'u0',
      health: { status: 'Current', reason: 'Released', message: 'reclaim policy Retain' },
    });
    const entry = { id: 'PersistentVolumeClaim/store-x/db-data', uid: 'c', digest: '', version: '', weight: 1024 };
    assert.deepEqual(volumesOf(world, [entry]), [{ claim: 'db-data', uid: 'u0', volume: 'pvc-0', released: true }]);
  });

  it('lists no more than a status may hold, and those of the store itself first', () => {
    const world = new World();
    const bound = { health: { status: 'Current', reason: 'Bound', message: '' } } as const;
    const released = { health: { status: 'Current', reason: 'Released', message: '' } } as const;
    for (let number = 0; number < mostVolumes; number += 1)
      world.put(`PersistentVolume//old-${number}`, { component: 'db-data', ...released });
    world.put('PersistentVolume//own', { component: 'uploads', ...bound });
    const volumes = volumesOf(world, []);
    assert.deepEqual([volumes.length, volumes[0]?.volume], [mostVolumes, 'own']);
  });
});

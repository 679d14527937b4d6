import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

function volumeHealth(phase: string, policy: string, status: Record<string, unknown> = {}): Health {
  const spec = { persistentVolumeReclaimPolicy: policy, claimRef: { namespace: 'store-x', name: 'db' } };
  return health({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'pv-1' },
    spec,
    status: { phase, ...status },
  });
}

describe('health of a PersistentVolume', () => {
  it('is Current when bound, available, or released and retained', () => {
    assert.equal(volumeHealth('Bound', 'Delete').status, 'Current');
    assert.equal(volumeHealth('Available', 'Retain').message, 'no claim has the volume; reclaim policy Retain');
    const released = volumeHealth('Released', 'Retain');
    assert.equal(released.status, 'Current');
    assert.equal(
      released.message,
      'was claimed by store-x/db; reclaim policy Retain: keeps its data until a person deletes it',
    );
  });

  it('is InProgress while it is made or deleted', () => {
    assert.equal(volumeHealth('Pending', 'Delete').status, 'InProgress');
    assert.equal(volumeHealth('Released', 'Delete').status, 'InProgress');
  });

  it('has failed when it could not be reclaimed', () => {
    const found = volumeHealth('Failed', 'Delete', { reason: 'VolumeFailedDelete', message: 'node is gone' });
    assert.deepEqual(found, {
      status: 'Failed',
      reason: 'VolumeFailedDelete',
      message: 'node is gone; reclaim policy Delete',
    });
  });
});

import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

function claimHealth(status: Record<string, unknown>, asks = '10Gi'): Health {
  const spec = { volumeName: 'pv-1', resources: { requests: { storage: asks } } };
  return health({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'db' }, spec, status });
}

describe('health of a PersistentVolumeClaim', () => {
  it('is Current when bound to a volume of its size or larger', () => {
    assert.equal(claimHealth({ phase: 'Bound', capacity: { storage: '10Gi' } }).status, 'Current');
    assert.equal(claimHealth({ phase: 'Bound', capacity: { storage: '11G' } }).status, 'Current');
    assert.equal(claimHealth({ phase: 'Bound' }).status, 'Current');
  });

  it('is InProgress without a volume', () => {
    assert.equal(claimHealth({}).message, 'waits for a volume of the default storage class');
  });

  it('is InProgress while its volume grows', () => {
    const smaller = { phase: 'Bound', capacity: { storage: '5Gi' } };
    const conditions = [
      { type: 'FileSystemResizePending', status: 'True', message: 'Waiting for user to (re-)start a pod' },
    ];
    assert.deepEqual(claimHealth(smaller), {
      status: 'InProgress',
      reason: 'Resizing',
      message: 'the volume has 5Gi, the claim asks for 10Gi',
    });
    assert.equal(claimHealth({ ...smaller, conditions }).reason, 'FileSystemResizePending');
  });

  it('has failed when its volume cannot grow or is lost', () => {
    const stuck = {
      phase: 'Bound',
      capacity: { storage: '5Gi' },
      allocatedResourceStatuses: { storage: 'ControllerResizeInfeasible' },
    };
    assert.deepEqual(claimHealth(stuck), {
      status: 'Failed',
      reason: 'ControllerResizeInfeasible',
      message: 'the volume has 5Gi, the claim asks for 10Gi',
    });
    assert.deepEqual(claimHealth({ phase: 'Lost' }), {
      status: 'Failed',
      reason: 'Lost',
      message: 'the volume pv-1 is gone, and its data with it',
    });
  });
});

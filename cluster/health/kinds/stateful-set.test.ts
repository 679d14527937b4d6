import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

const whole = {
  observedGeneration: 2,
  replicas: 3,
  readyReplicas: 3,
  updatedReplicas: 3,
  currentRevision: 'db-2',
  updateRevision: 'db-2',
};
const mixed = { ...whole, updatedReplicas: 1, currentRevision: 'db-1' };

function statefulSetHealth(spec: Record<string, unknown>, status?: Record<string, unknown>): Health {
  return health({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'db', generation: 2 },
    spec: { replicas: 3, ...spec },
    ...(status && { status }),
  });
}

describe('health of a StatefulSet', () => {
  it('is Current with all pods ready at the newest revision', () => {
    assert.deepEqual(statefulSetHealth({}, whole), {
      status: 'Current',
      reason: 'Ready',
      message: 'all pods are up to date and ready',
    });
  });

  it('is InProgress with pods missing, unready or left over', () => {
    assert.equal(statefulSetHealth({}).reason, 'LatestGenerationNotObserved');
    assert.equal(statefulSetHealth({}, { ...whole, readyReplicas: 2 }).reason, 'PodsNotReady');
    assert.equal(statefulSetHealth({}, { ...whole, replicas: 4 }).reason, 'ScalingDown');
  });

  it('is InProgress while pods of two revisions run', () => {
    assert.deepEqual(statefulSetHealth({}, mixed), {
      status: 'InProgress',
      reason: 'RollingUpdate',
      message: '1 of 3 pods are up to date',
    });
  });

  it('leaves pods below the partition, and all with OnDelete, as they are', () => {
    const partition = (n: number): object => ({
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: n } },
    });
    assert.equal(statefulSetHealth({ ...partition(2) }, mixed).status, 'Current');
    assert.equal(statefulSetHealth({ ...partition(1) }, mixed).status, 'InProgress');
    assert.equal(statefulSetHealth({ updateStrategy: { type: 'OnDelete' } }, mixed).status, 'Current');
  });
});

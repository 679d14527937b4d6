import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

function replicaSetHealth(replicas: number, status: Record<string, unknown>): Health {
  return health({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'web-1', generation: 1 },
    spec: { replicas },
    status,
  });
}

describe('health of a ReplicaSet', () => {
  it('is Current with all its pods available, and when it is scaled to zero', () => {
    assert.equal(replicaSetHealth(1, { observedGeneration: 1, replicas: 1, availableReplicas: 1 }).status, 'Current');
    assert.equal(replicaSetHealth(0, { observedGeneration: 1, replicas: 0 }).status, 'Current');
  });

  it('is InProgress with pods missing or left over', () => {
    assert.equal(replicaSetHealth(1, { observedGeneration: 1, replicas: 1 }).status, 'InProgress');
    assert.equal(replicaSetHealth(0, { observedGeneration: 1, replicas: 1 }).status, 'InProgress');
  });
});

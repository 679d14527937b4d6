import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

const whole = { observedGeneration: 3, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
const refusal = (message: string): object => ({
  type: 'ReplicaFailure',
  status: 'True',
  reason: 'FailedCreate',
  message,
});

function deploymentHealth(spec: Record<string, unknown>, status?: Record<string, unknown>): Health {
  return health({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', generation: 3 },
    spec,
    ...(status && { status }),
  });
}

describe('health of a Deployment', () => {
  it('is Current when all pods are up to date, ready and available, and none is left over', () => {
    assert.equal(deploymentHealth({ replicas: 2 }, whole).status, 'Current');
    for (const change of [{ updatedReplicas: 1 }, { readyReplicas: 1 }, { availableReplicas: 1 }, { replicas: 3 }]) {
      assert.equal(
        deploymentHealth({ replicas: 2 }, { ...whole, ...change }).status,
        'InProgress',
        JSON.stringify(change),
      );
    }
  });

  it('wants one pod unless its spec says otherwise', () => {
    assert.equal(deploymentHealth({}, { observedGeneration: 3 }).status, 'InProgress');
  });

  it('scaled to zero is Current, but not before its controller has seen it', () => {
    assert.equal(deploymentHealth({ replicas: 0 }, { observedGeneration: 3 }).status, 'Current');
    assert.equal(deploymentHealth({ replicas: 0 }).status, 'InProgress');
  });

  it('is InProgress while a refusal passes by itself', () => {
    for (const message of [
      'pods "web-1" is forbidden: status unknown for quota: run, resources: limits.cpu',
      'pods "web-1" is forbidden: error looking up service account store-x/web: serviceaccount "web" not found',
      'Internal error occurred: failed calling webhook "x": context deadline exceeded',
    ]) {
      const found = deploymentHealth({ replicas: 1 }, { observedGeneration: 3, conditions: [refusal(message)] });
      assert.deepEqual(found, { status: 'InProgress', reason: 'FailedCreate', message });
    }
  });

  it('tells the refusal rather than the deadline that it caused', () => {
    const late = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'timed out' };
    const conditions = [late, refusal('pods "web-1" is forbidden: exceeded quota: run')];
    assert.equal(deploymentHealth({ replicas: 1 }, { observedGeneration: 3, conditions }).reason, 'FailedCreate');
  });

  it('that is paused says so', () => {
    assert.equal(
      deploymentHealth({ replicas: 2, paused: true }, { ...whole, updatedReplicas: 0 }).reason,
      'DeploymentPaused',
    );
  });
});

import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

function budgetHealth(status: Record<string, unknown>): Health {
  return health({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'web', generation: 1 },
    spec: {},
    status,
  });
}
const notAllowed = (reason: string): object => ({ type: 'DisruptionAllowed', status: 'False', reason, message: 'no' });

describe('health of a PodDisruptionBudget', () => {
  it('is Current once computed, whether or not it allows a disruption', () => {
    assert.equal(
      budgetHealth({ observedGeneration: 1, conditions: [notAllowed('InsufficientPods')] }).status,
      'Current',
    );
    assert.equal(budgetHealth({}).status, 'InProgress');
  });

  it('is InProgress when it cannot be computed', () => {
    const found = budgetHealth({ observedGeneration: 1, conditions: [notAllowed('SyncFailed')] });
    assert.deepEqual(found, { status: 'InProgress', reason: 'SyncFailed', message: 'no' });
  });
});

import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

function jobHealth(spec: Record<string, unknown>, status: Record<string, unknown>): Health {
  return health({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'setup', generation: 1 }, spec, status });
}

describe('health of a Job', () => {
  it('is InProgress without any condition, even while it runs', () => {
    assert.equal(jobHealth({}, {}).status, 'InProgress');
    assert.deepEqual(jobHealth({}, { active: 1, ready: 1, failed: 2 }), {
      status: 'InProgress',
      reason: 'Active',
      message: '1 active, 1 ready, 2 failed before',
    });
  });

  it('that is suspended has not done its work', () => {
    assert.equal(
      jobHealth({ suspend: true }, { conditions: [{ type: 'Suspended', status: 'True' }] }).reason,
      'JobSuspended',
    );
  });

  it('that was suspended after it completed is Current', () => {
    assert.equal(
      jobHealth({ suspend: true }, { conditions: [{ type: 'Complete', status: 'True' }] }).status,
      'Current',
    );
  });

  it('does not mind a condition that is False', () => {
    assert.equal(jobHealth({}, { active: 1, conditions: [{ type: 'Failed', status: 'False' }] }).status, 'InProgress');
  });
});

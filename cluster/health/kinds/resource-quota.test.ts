import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

function quotaHealth(inForce?: Record<string, string>): Health {
  const spec = { hard: { pods: '5', 'limits.cpu': '2' } };
  return health({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'run' },
    spec,
    status: inForce ? { hard: inForce } : {},
  });
}

describe('health of a ResourceQuota', () => {
  it('is Current once its present limits are in force', () => {
    assert.equal(quotaHealth({ pods: '5', 'limits.cpu': '2' }).status, 'Current');
    assert.equal(quotaHealth({ pods: '5', 'limits.cpu': '1' }).reason, 'QuotaNotCounted');
    assert.equal(quotaHealth().reason, 'QuotaNotCounted');
  });
});

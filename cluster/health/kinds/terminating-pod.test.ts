import assert from 'node:assert/strict';
import { health } from '../health.ts';

describe('health of a pod that is being deleted', () => {
  const pod = (metadata: object, spec: object = {}) =>
    health({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'db-0', ...metadata }, spec });

  it('says until when it has time, and which node must end it', () => {
    const found = pod({ deletionTimestamp: '2026-11-21T09:00:00Z' }, { nodeName: 'n1' });
    assert.equal(found.status, 'Terminating');
    assert.equal(found.message, 'is being deleted, has time until 2026-11-21T09:00:00Z; on node n1');
  });

  it('names its finalizers too', () => {
    const found = pod({ deletionTimestamp: '2026-11-21T09:00:00Z', finalizers: ['example.com/held'] });
    assert.equal(
      found.message,
      'is being deleted, has time until 2026-11-21T09:00:00Z; waits for the finalizers example.com/held',
    );
  });
});

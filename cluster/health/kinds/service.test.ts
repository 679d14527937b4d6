import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

function serviceHealth(type: string, ingress: object[] = []): Health {
  return health({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { type },
    status: { loadBalancer: { ingress } },
  });
}

describe('health of a Service', () => {
  it('is Current at once, but a load balancer needs an address', () => {
    assert.equal(serviceHealth('ClusterIP').status, 'Current');
    assert.equal(serviceHealth('LoadBalancer').reason, 'LoadBalancerPending');
    assert.equal(serviceHealth('LoadBalancer', [{ ip: '192.0.2.1' }]).status, 'Current');
  });
});

import assert from 'node:assert/strict';
import { health } from '../health.ts';
import type { Health } from '../../object.ts';

function autoscalerHealth(...conditions: object[]): Health {
  return health({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: 'web' },
    spec: {},
    status: { conditions },
  });
}

describe('health of a HorizontalPodAutoscaler', () => {
  it('is InProgress when it cannot scale its target', () => {
    const unable = {
      type: 'AbleToScale',
      status: 'False',
      reason: 'FailedGetScale',
      message: 'deployments.apps "web" not found',
    };
    assert.deepEqual(autoscalerHealth(unable), {
      status: 'InProgress',
      reason: unable.reason,
      message: unable.message,
    });
  });

  it('is Current without metrics, and says so', () => {
    const blind = {
      type: 'ScalingActive',
      status: 'False',
      reason: 'FailedGetResourceMetric',
      message: 'no metrics returned',
    };
    assert.deepEqual(autoscalerHealth(blind), { status: 'Current', reason: blind.reason, message: blind.message });
    assert.equal(autoscalerHealth().status, 'Current');
  });
});

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { KubeObject } from '../object.ts';
import { health } from './health.ts';
import { current } from './verdict.ts';

const meta = { name: 'x', namespace: 'store-x', generation: 2 };

function object(apiVersion: string, kind: string, spec?: unknown, status?: unknown): KubeObject {
  return {
    apiVersion,
    kind,
    metadata: meta,
    ...(spec === undefined ? {} : { spec }),
    ...(status === undefined ? {} : { status }),
  };
}

describe('health, for every kind', () => {
  it('is Terminating once deletion has begun, and names the finalizers', () => {
    const metadata = {
      name: 'x',
      deletionTimestamp: '2026-11-21T09:00:00Z',
      finalizers: ['kubernetes.io/pvc-protection'],
    };
    const found = health({ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, status: { phase: 'Bound' } });
    assert.equal(found.status, 'Terminating');
    assert.match(found.message, /kubernetes\.io\/pvc-protection/);
  });

  it('is InProgress until the controller has seen the latest generation', () => {
    const status = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
    assert.equal(
      health(object('apps/v1', 'Deployment', { replicas: 1 }, status)).reason,
      'LatestGenerationNotObserved',
    );
  });

  it('follows Stalled before Reconciling before Ready', () => {
    const stalled = { type: 'Stalled', status: 'True', reason: 'InvalidFile', message: 'stores/x.yaml:3:1: no' };
    const reconciling = { type: 'Reconciling', status: 'True', reason: 'Provisioning', message: 'database' };
    const ready = { type: 'Ready', status: 'False', reason: 'Provisioning', message: 'not yet' };
    const store = (...conditions: unknown[]): KubeObject => object('urumi.dev/v1alpha1', 'Store', {}, { conditions });
    assert.deepEqual(health(store(ready, reconciling, stalled)), {
      status: 'Failed',
      reason: 'InvalidFile',
      message: 'stores/x.yaml:3:1: no',
    });
    assert.equal(health(store(ready, reconciling)).message, 'database');
    assert.equal(health(store(ready)).message, 'not yet');
    assert.equal(health(store({ ...ready, status: 'Unknown' })).status, 'InProgress');
    assert.equal(health(store({ ...ready, status: 'True' })), current);
  });

  it('is Current for an object of an unknown kind without conditions', () => {
    assert.equal(health(object('example.com/v1', 'Widget')), current);
  });

  it('does not take a kind of another group for the built-in one', () => {
    assert.equal(health(object('serving.knative.dev/v1', 'Service', { type: 'LoadBalancer' })), current);
    assert.equal(health(object('batch.volcano.sh/v1alpha1', 'Job')), current);
  });

  it('is Current for metadata alone', () => {
    assert.equal(health(object('meta.k8s.io/v1', 'PartialObjectMetadata')), current);
  });

  for (const [apiVersion, kind] of [
    ['v1', 'ConfigMap'],
    ['v1', 'Secret'],
    ['v1', 'ServiceAccount'],
    ['v1', 'LimitRange'],
    ['networking.k8s.io/v1', 'NetworkPolicy'],
    ['networking.k8s.io/v1', 'Ingress'],
    ['rbac.authorization.k8s.io/v1', 'RoleBinding'],
    ['batch/v1', 'CronJob'],
  ] as const) {
    it(`is Current for a ${kind} that exists`, () => {
      assert.equal(health(object(apiVersion, kind, { suspend: true }, {})), current);
    });
  }

  it('gives healthy objects the same constant', () => {
    const status = {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [{ name: 'c', restartCount: 0 }],
    };
    const [one, two] = [
      health(object('v1', 'Pod', {}, status)),
      health(object('v1', 'Pod', {}, structuredClone(status))),
    ];
    assert.equal(one, two);
    assert.equal(one.reason, 'Ready');
  });

  it('answers for any object, with a short plain message', () => {
    const kinds = [
      ['v1', 'Pod'],
      ['apps/v1', 'Deployment'],
      ['apps/v1', 'StatefulSet'],
      ['apps/v1', 'ReplicaSet'],
      ['batch/v1', 'Job'],
      ['batch/v1', 'CronJob'],
      ['v1', 'PersistentVolumeClaim'],
      ['v1', 'PersistentVolume'],
      ['v1', 'Namespace'],
      ['v1', 'Service'],
      ['policy/v1', 'PodDisruptionBudget'],
      ['autoscaling/v2', 'HorizontalPodAutoscaler'],
      ['v1', 'ResourceQuota'],
      ['apiextensions.k8s.io/v1', 'CustomResourceDefinition'],
      ['x.dev/v1', 'constructor'],
    ] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        anything(),
        anything(),
        anything(),
        ([apiVersion, kind], metadata, spec, status) => {
          const found = health({ apiVersion, kind, metadata, spec, status } as KubeObject);
          assert.ok(['Current', 'InProgress', 'Failed', 'Terminating'].includes(found.status));
          assert.match(found.reason, /^[A-Za-z][A-Za-z0-9_]{0,63}$/);
          assert.ok(found.message.length <= 500);
          assert.doesNotMatch(found.message, /\p{Cc}/u);
          assert.ok(found.message.isWellFormed());
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** JSON in which the fields that the rules read turn up often, with values of any type. */
function anything(): fc.Arbitrary<unknown> {
  const names = [
    'phase',
    'conditions',
    'type',
    'status',
    'reason',
    'message',
    'replicas',
    'readyReplicas',
    'availableReplicas',
    'updatedReplicas',
    'observedGeneration',
    'generation',
    'deletionTimestamp',
    'finalizers',
    'containerStatuses',
    'initContainerStatuses',
    'state',
    'lastState',
    'waiting',
    'terminated',
    'running',
    'exitCode',
    'restartCount',
    'name',
    'hard',
    'capacity',
    'resources',
    'requests',
    'storage',
    'updateStrategy',
    'rollingUpdate',
    'partition',
    'claimRef',
    'allocatedResourceStatuses',
    'loadBalancer',
    'ingress',
    'suspend',
    'active',
    '__proto__',
    'constructor',
  ];
  const words = fc.constantFrom(
    'Pending',
    'Running',
    'Failed',
    'Succeeded',
    'Bound',
    'Lost',
    'Released',
    'True',
    'False',
    'Ready',
    'PodScheduled',
    'ReplicaFailure',
    'Progressing',
    'Complete',
    'CrashLoopBackOff',
    'NamespaceContentRemaining',
    'Stalled',
    'LoadBalancer',
    '10Gi',
    'Established',
    'AbleToScale',
    'not a word',
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.oneof(
        words,
        fc.integer(),
        fc.string({ unit: 'binary', maxLength: 900 }),
        fc.constant(null),
        fc.boolean(),
        fc.double(),
      ),
      fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 8 }),
      fc.array(tie('value'), { maxLength: 4 }),
    ),
  }));
  return value;
}

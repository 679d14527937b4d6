import assert from 'node:assert/strict';
import type { KubeObject } from '../object.ts';
import { explainEvents } from './event-reason.ts';
import { health } from './health.ts';

// What real pods on a real node reported (Kubernetes 1.36, containerd 2.3): one test per way in which a store gets stuck.
const meta = { name: 'x', namespace: 'store-x', generation: 1 };
const quotaText =
  'is forbidden: exceeded quota: run, requested: limits.memory=512Mi, used: limits.memory=0, limited: limits.memory=400Mi';

function withReplicaFailure(kind: 'Deployment' | 'ReplicaSet', message: string): KubeObject {
  const conditions = [
    {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetCreated',
      message: 'Created new replica set "web-69c65866f9"',
    },
    {
      type: 'Available',
      status: 'False',
      reason: 'MinimumReplicasUnavailable',
      message: 'Deployment does not have minimum availability.',
    },
    { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message },
  ];
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: meta,
    spec: { replicas: 1 },
    status: { observedGeneration: 1, unavailableReplicas: 1, conditions },
  };
}

function pod(status: Record<string, unknown>): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: meta, spec: {}, status };
}

function waitingPod(waiting: Record<string, unknown>, rest: Record<string, unknown> = {}): KubeObject {
  const conditions = [
    { type: 'PodScheduled', status: 'True' },
    { type: 'Ready', status: 'False', reason: 'ContainersNotReady', message: 'containers with unready status: [c]' },
  ];
  return pod({
    phase: 'Pending',
    conditions,
    containerStatuses: [{ name: 'c', ready: false, restartCount: 0, state: { waiting }, lastState: {}, ...rest }],
  });
}

function crashLoop(terminated: Record<string, unknown>, name = 'c'): KubeObject {
  const message = `back-off 1m20s restarting failed container=${name} pod=web-6f8796d5b9-x2x4z_store-x(3f1c)`;
  return waitingPod({ reason: 'CrashLoopBackOff', message }, { name, restartCount: 4, lastState: { terminated } });
}

function unschedulable(message: string): KubeObject {
  return pod({
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }],
  });
}

function job(status: Record<string, unknown>): KubeObject {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: meta, spec: { backoffLimit: 3 }, status };
}

const noImage =
  'Back-off pulling image "docker.io/library/mariadb:99": ErrImagePull: failed to pull and unpack image "docker.io/library/mariadb:99": failed to resolve reference "docker.io/library/mariadb:99": docker.io/library/mariadb:99: not found';

describe('health, of what real pods reported', () => {
  it('a quota too small for the web pod is the Deployment failing to create it', () => {
    const message = `pods "web-69c65866f9-vq4rd" ${quotaText}`;
    for (const kind of ['Deployment', 'ReplicaSet'] as const) {
      assert.deepEqual(health(withReplicaFailure(kind, message)), {
        status: 'Failed',
        reason: 'FailedCreate',
        message,
      });
    }
  });

  it('a quota too small for the database shows only in the events of its StatefulSet', () => {
    const set = {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: meta,
      spec: { replicas: 1 },
      status: { observedGeneration: 1, replicas: 0, availableReplicas: 0, collisionCount: 0 },
    };
    const message = `Create Pod db-0 in StatefulSet db failed error: pods "db-0" ${quotaText}`;
    assert.deepEqual(health(set), {
      status: 'InProgress',
      reason: 'PodsNotReady',
      message: '0 of 1 pods are ready, 0 in all',
    });
    assert.deepEqual(explainEvents([{ type: 'Warning', reason: 'FailedCreate', message, count: 1 }]), {
      status: 'Failed',
      reason: 'FailedCreate',
      message,
    });
  });

  it('a quota too small for the setup shows only in the events of its Job', () => {
    assert.equal(health(job({ ready: 0 })).reason, 'NoActivePods');
    assert.equal(health(job({ ready: 0 })).status, 'InProgress');
    const refused =
      'Error creating: pods "setup-2c8r5" is forbidden: exceeded quota: jobs, requested: limits.cpu=1, used: limits.cpu=0, limited: limits.cpu=500m';
    const found = explainEvents([
      { type: 'Warning', reason: 'FailedCreate', message: `(combined from similar events): ${refused}`, count: 12 },
    ]);
    assert.deepEqual(found, { status: 'Failed', reason: 'FailedCreate', message: `${refused} (12 times)` });
  });

  it('a quota raised again is forgotten with the condition and with the first pod created', () => {
    const status = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
    assert.equal(health({ ...withReplicaFailure('Deployment', ''), status }).status, 'Current');
    const events = [
      {
        type: 'Warning',
        reason: 'FailedCreate',
        message: `pods "db-0" ${quotaText}`,
        lastTimestamp: '2026-11-21T09:00:00Z',
      },
      {
        type: 'Normal',
        reason: 'SuccessfulCreate',
        message: 'create Pod db-0 in StatefulSet db successful',
        lastTimestamp: '2026-11-21T09:00:23Z',
      },
    ];
    assert.equal(explainEvents(events), undefined);
  });

  it('a limit range below the limits of the pod is the Deployment failing to create it', () => {
    const message = 'pods "web-5d8f-2xk4p" is forbidden: maximum cpu usage per Container is 1, but limit is 5';
    assert.deepEqual(health(withReplicaFailure('Deployment', message)), {
      status: 'Failed',
      reason: 'FailedCreate',
      message,
    });
  });

  it('pod security that refuses the pod is the Deployment failing to create it', () => {
    const message =
      'pods "bad-pss-7c9-8xk2p" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false)';
    assert.deepEqual(health(withReplicaFailure('Deployment', message)), {
      status: 'Failed',
      reason: 'FailedCreate',
      message,
    });
  });

  it('an image that does not exist is ErrImagePull first and ImagePullBackOff then, and is named once', () => {
    const told =
      'Back-off pulling image "docker.io/library/mariadb:99": ErrImagePull: docker.io/library/mariadb:99: not found';
    for (const reason of ['ErrImagePull', 'ImagePullBackOff']) {
      const found = health(waitingPod({ reason, message: noImage }));
      assert.deepEqual(found, { status: 'InProgress', reason, message: `container "c" waits: ${told}` });
    }
    const events = [
      {
        type: 'Warning',
        reason: 'Failed',
        message: 'Failed to pull image "docker.io/library/mariadb:99": not found',
        lastTimestamp: '2026-11-21T09:00:00Z',
      },
      { type: 'Warning', reason: 'Failed', message: 'Error: ErrImagePull', lastTimestamp: '2026-11-21T09:00:00Z' },
      { type: 'Normal', reason: 'BackOff', message: noImage, lastTimestamp: '2026-11-21T09:00:10Z', count: 3 },
    ];
    assert.deepEqual(explainEvents(events), {
      status: 'InProgress',
      reason: 'ImagePullBackOff',
      message: `${noImage} (3 times)`,
    });
    assert.equal(explainEvents(events.slice(0, 2))?.reason, 'ErrImagePull');
    assert.match(explainEvents(events.slice(0, 2))?.message ?? '', /^Failed to pull image/);
  });

  it('before the first answer of the registry the container is being created', () => {
    assert.equal(health(waitingPod({ reason: 'ContainerCreating' })).reason, 'ContainerCreating');
  });

  it('a Job whose pod misses its image is active and no more', () => {
    const found = health(job({ active: 1, ready: 0, startTime: '2026-11-21T09:00:00Z' }));
    assert.deepEqual(found, { status: 'InProgress', reason: 'Active', message: '1 active, 0 ready' });
  });

  it('a storage class that does not exist leaves the claim Pending, and its events tell', () => {
    const claim = {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: meta,
      spec: { storageClassName: 'nosuch' },
      status: { phase: 'Pending' },
    };
    assert.deepEqual(health(claim), {
      status: 'InProgress',
      reason: 'Pending',
      message: 'waits for a volume of storage class "nosuch"',
    });
    const message = 'storageclass.storage.k8s.io "nosuch" not found';
    const events = [{ type: 'Warning', reason: 'ProvisioningFailed', message, count: 1 }];
    assert.deepEqual(explainEvents(events), { status: 'InProgress', reason: 'ProvisioningFailed', message });
  });

  for (const [what, message] of [
    [
      'a claim that is not bound',
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    ],
    ['a claim that does not exist', '0/1 nodes are available: persistentvolumeclaim "nosuch" not found. not found'],
    [
      'nodes without room',
      '0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    ],
  ] as const) {
    it(`${what} makes the pod Unschedulable`, () => {
      assert.deepEqual(health(unschedulable(message)), { status: 'InProgress', reason: 'Unschedulable', message });
    });
  }

  it('a claim that waits for its first consumer is no failure', () => {
    const message = 'waiting for first consumer to be created before binding';
    const found = explainEvents([{ type: 'Normal', reason: 'WaitForFirstConsumer', message }]);
    assert.deepEqual(found, { status: 'InProgress', reason: 'WaitForFirstConsumer', message });
  });

  it('a crash loop shows the last words of the container that crashed', () => {
    const found = health(crashLoop({ exitCode: 3, reason: 'Error', message: 'boom\n' }));
    assert.equal(found.status, 'InProgress');
    assert.equal(found.reason, 'CrashLoopBackOff');
    assert.equal(found.message, 'restarts every 1m20s; container "c" ended with exit code 3 (Error): boom');
  });

  it('a container killed for its memory is OOMKilled, in the back-off and while it runs again', () => {
    const terminated = { exitCode: 137, reason: 'OOMKilled' };
    const again = waitingPod({}, { restartCount: 1, state: { running: {} }, lastState: { terminated } });
    assert.equal(health(crashLoop(terminated)).reason, 'OOMKilled');
    assert.deepEqual(health(again), {
      status: 'InProgress',
      reason: 'OOMKilled',
      message: 'started again; container "c" ended with exit code 137 (OOMKilled)',
    });
  });

  it('a command that does not exist is a StartError', () => {
    const message =
      'failed to create containerd task: failed to create shim task: OCI runtime create failed: exec: "nosuchcommand": executable file not found in $PATH: unknown';
    const found = health(crashLoop({ exitCode: 128, reason: 'StartError', message }));
    assert.equal(found.reason, 'StartError');
    assert.ok(found.message.includes('exec: "nosuchcommand": executable file not found in $PATH'));
  });

  for (const message of [
    'secret "nosuch" not found',
    "couldn't find key nokey in Secret woo5/store-db",
    'container has runAsNonRoot and image will run as root (pod: "web-1_woo5(7f)", container: c)',
  ]) {
    it(`only people can mend a container configuration: ${message.slice(0, 40)}`, () => {
      const found = health(waitingPod({ reason: 'CreateContainerConfigError', message }));
      assert.deepEqual(found, {
        status: 'Failed',
        reason: 'CreateContainerConfigError',
        message: `container "c" waits: ${message}`,
      });
    });
  }

  it('a volume whose ConfigMap is missing shows only in the events of its pod', () => {
    assert.equal(health(waitingPod({ reason: 'ContainerCreating' })).status, 'InProgress');
    const message = 'MountVolume.SetUp failed for volume "v" : configmap "nosuch" not found';
    assert.deepEqual(explainEvents([{ type: 'Warning', reason: 'FailedMount', message }]), {
      status: 'InProgress',
      reason: 'FailedMount',
      message,
    });
  });

  it('a web pod that does not reach its database is killed by its startup probe with exit code 0', () => {
    const found = health(crashLoop({ exitCode: 0, reason: 'Completed' }, 'wordpress'));
    assert.equal(found.reason, 'CrashLoopBackOff');
    assert.equal(
      found.message,
      'restarts every 1m20s; container "wordpress" ended with exit code 0 (Completed), as after a failed startup or liveness probe',
    );
    const probe = 'Startup probe failed: HTTP probe failed with statuscode: 500';
    const events = [
      { type: 'Warning', reason: 'Unhealthy', message: probe, lastTimestamp: '2026-11-21T09:00:00Z', count: 30 },
      {
        type: 'Normal',
        reason: 'Killing',
        message: 'Container wordpress failed startup probe, will be restarted',
        lastTimestamp: '2026-11-21T09:00:01Z',
      },
    ];
    assert.deepEqual(explainEvents(events), {
      status: 'InProgress',
      reason: 'Unhealthy',
      message: `${probe} (30 times)`,
    });
    assert.equal(explainEvents(events.slice(1))?.reason, 'Killing');
  });

  it('a rollout that ran out of time has failed', () => {
    const message = 'ReplicaSet "web-6f8796d5b9" has timed out progressing.';
    const conditions = [
      {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      },
      { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message },
    ];
    const status = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, unavailableReplicas: 1, conditions };
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta, spec: { replicas: 1 }, status };
    assert.deepEqual(health(deployment), { status: 'Failed', reason: 'ProgressDeadlineExceeded', message });
  });

  it('a Deployment that only says it progresses is not healthy', () => {
    const conditions = [
      {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      },
      {
        type: 'Progressing',
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message: 'ReplicaSet "web-1" has successfully progressed.',
      },
    ];
    const status = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, unavailableReplicas: 1, conditions };
    const found = health({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: meta, spec: { replicas: 1 }, status });
    assert.deepEqual(found, {
      status: 'InProgress',
      reason: 'MinimumReplicasUnavailable',
      message: '1 of 1 pods are up to date, 0 available, 1 in all',
    });
  });

  it('restarts by the liveness probe show although the pod is ready in between', () => {
    const terminated = { exitCode: 137, reason: 'Error', finishedAt: '2026-11-21T09:00:00Z' };
    const restarted = (restartCount: number): KubeObject =>
      pod({
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [
          { name: 'c', ready: true, restartCount, state: { running: {} }, lastState: { terminated } },
        ],
      });
    assert.deepEqual(health(restarted(7)), {
      status: 'Current',
      reason: 'Restarted',
      message: 'restarted 7 times, last at 2026-11-21T09:00:00Z; container "c" ended with exit code 137 (Error)',
    });
    assert.equal(health(restarted(2)).reason, 'Ready');
    const killing = {
      type: 'Normal',
      reason: 'Killing',
      message: 'Container c failed liveness probe, will be restarted',
    };
    assert.equal(explainEvents([killing])?.reason, 'Killing');
  });

  it('a setup that failed too often has failed from FailureTarget on, and its pod has the cause', () => {
    const condition = {
      status: 'True',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    };
    const expected = { status: 'Failed', reason: condition.reason, message: condition.message };
    assert.deepEqual(health(job({ failed: 4, conditions: [{ type: 'FailureTarget', ...condition }] })), expected);
    assert.deepEqual(
      health(
        job({
          failed: 4,
          conditions: [
            { type: 'FailureTarget', ...condition },
            { type: 'Failed', ...condition },
          ],
        }),
      ),
      expected,
    );
    const terminated = {
      exitCode: 69,
      reason: 'Error',
      message: '[init] 09:00:00 wait-for-db\n[init] 09:05:00 database not reachable\n',
    };
    assert.deepEqual(health(pod({ phase: 'Failed', containerStatuses: [{ name: 'setup', state: { terminated } }] })), {
      status: 'Failed',
      reason: 'Error',
      message:
        'container "setup" ended with exit code 69 (Error): [init] 09:00:00 wait-for-db [init] 09:05:00 database not reachable',
    });
  });

  it('a setup that ended with a code that no retry mends has failed by its policy', () => {
    const message =
      'Container setup for pod wempty/setup-rtnqc failed with exit code 78 matching FailJob rule at index 0';
    const conditions = [{ type: 'Failed', status: 'True', reason: 'PodFailurePolicy', message }];
    assert.deepEqual(health(job({ failed: 1, conditions })), { status: 'Failed', reason: 'PodFailurePolicy', message });
  });

  it('a pod past its deadline says so, and what it waited for until then', () => {
    const message = 'Pod was active on the node longer than the specified deadline';
    const bare = pod({ phase: 'Failed', reason: 'DeadlineExceeded', message });
    const waiting = { reason: 'ImagePullBackOff', message: 'Back-off pulling image "x:1"' };
    const late = pod({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message,
      containerStatuses: [{ name: 'setup', state: { waiting } }],
    });
    assert.deepEqual(health(bare), { status: 'Failed', reason: 'DeadlineExceeded', message });
    assert.equal(health(late).message, `${message}; container "setup" waits: Back-off pulling image "x:1"`);
  });

  it('a job past its deadline has failed', () => {
    const message = 'Job was active longer than specified deadline';
    const conditions = [{ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message }];
    assert.deepEqual(health(job({ conditions })), { status: 'Failed', reason: 'DeadlineExceeded', message });
  });

  it('a job that succeeded is Current when it is Complete, and its pod has the result', () => {
    const met = { type: 'SuccessCriteriaMet', status: 'True', reason: 'CompletionsReached' };
    const complete = { type: 'Complete', status: 'True', reason: 'CompletionsReached' };
    assert.equal(health(job({ succeeded: 1, conditions: [met] })).status, 'InProgress');
    assert.equal(health(job({ succeeded: 1, conditions: [met, complete] })).status, 'Current');
    assert.equal(health(job({ succeeded: 1, conditions: [met, complete] })).reason, 'CompletionsReached');
    const terminated = { exitCode: 0, reason: 'Completed', message: '{"ok":true,"order":14}' };
    const done = pod({ phase: 'Succeeded', containerStatuses: [{ name: 'validate', state: { terminated } }] });
    assert.deepEqual(health(done), { status: 'Current', reason: 'Completed', message: '{"ok":true,"order":14}' });
  });

  it('a probe that is redirected counts as success, and is told when nothing else explains', () => {
    const warning = {
      type: 'Warning',
      reason: 'ProbeWarning',
      message: 'Startup probe warning: Probe terminated redirects',
      lastTimestamp: '2026-11-21T09:00:09Z',
    };
    const mount = {
      type: 'Warning',
      reason: 'FailedMount',
      message: 'configmap "nosuch" not found',
      lastTimestamp: '2026-11-21T09:00:00Z',
    };
    assert.equal(explainEvents([warning])?.reason, 'ProbeWarning');
    assert.equal(explainEvents([mount, warning])?.reason, 'FailedMount');
  });

  it('a namespace that does not go names what holds it', () => {
    const conditions = [
      {
        type: 'NamespaceDeletionDiscoveryFailure',
        status: 'False',
        reason: 'ResourcesDiscovered',
        message: 'All resources successfully discovered',
      },
      {
        type: 'NamespaceContentRemaining',
        status: 'True',
        reason: 'SomeResourcesRemain',
        message: 'Some resources are remaining: persistentvolumeclaims. has 2 resource instances',
      },
      {
        type: 'NamespaceFinalizersRemaining',
        status: 'True',
        reason: 'SomeFinalizersRemain',
        message:
          'Some content in the namespace has finalizers remaining: kubernetes.io/pvc-protection in 2 resource instances',
      },
    ];
    const metadata = { name: 'store-x', deletionTimestamp: '2026-11-21T09:00:00Z' };
    const found = health({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata,
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Terminating', conditions },
    });
    assert.equal(found.status, 'Terminating');
    assert.equal(found.reason, 'NamespaceFinalizersRemaining');
    assert.match(
      found.message,
      /NamespaceFinalizersRemaining: Some content .* kubernetes\.io\/pvc-protection in 2 resource instances; NamespaceContentRemaining: /,
    );
  });
});

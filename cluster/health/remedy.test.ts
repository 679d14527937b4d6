import assert from 'node:assert/strict';
import { remedyFor } from './remedy.ts';

describe('remedyFor', () => {
  for (const [reason, message, expected] of [
    ['FailedCreate', 'pods "web-1" is forbidden: exceeded quota: run', /larger plan/],
    ['FailedCreate', 'pods "x" is forbidden: status unknown for quota: run', /wait/],
    ['FailedCreate', 'is forbidden: maximum cpu usage per Container is 1, but limit is 5', /limit range/],
    ['FailedCreate', 'is forbidden: violates PodSecurity "restricted:latest"', /platform team/],
    [
      'ImagePullBackOff',
      'Back-off pulling image "docker.io/library/mariadb:99": not found',
      /version in the store file/,
    ],
    ['ErrImagePull', 'failed to authorize: 401 Unauthorized', /refuses access/],
    ['ErrImagePull', 'dial tcp: lookup registry: no such host', /do not reach/],
    ['CreateContainerConfigError', 'secret "nosuch" not found', /restore its Secret/],
    ['CreateContainerConfigError', 'container has runAsNonRoot and image will run as root', /runs as root/],
    ['OOMKilled', '', /memory/],
    ['Unschedulable', '0/1 nodes are available: 1 Insufficient cpu.', /add a node/],
    [
      'Unschedulable',
      '0/1 nodes are available: persistentvolumeclaim "nosuch" not found.',
      /claim of the pod is missing/,
    ],
    ['Unschedulable', '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.', /storageClassName/],
    ['ProvisioningFailed', 'storageclass.storage.k8s.io "nosuch" not found', /storageClassName/],
    ['CrashLoopBackOff', 'ended with exit code 0 (Completed), as after a failed startup or liveness probe', /database/],
    ['Error', 'container "setup" ended with exit code 69 (Error)', /did not reach the database/],
    [
      'PodFailurePolicy',
      'Container setup for pod x/y failed with exit code 75 matching FailJob rule',
      /half-made shop/,
    ],
    [
      'PodFailurePolicy',
      'Container setup for pod x/y failed with exit code 77 matching FailJob rule',
      /refuses the password/,
    ],
    ['PodFailurePolicy', 'Container setup for pod x/y failed with exit code 78 matching FailJob rule', /administrator/],
    ['PodFailurePolicy', 'container "rotate" ended with exit code 76 (Error)', /spec\.rotate/],
    ['NameTaken', 'ConfigMap store-env: it exists', /rename it/],
    ['NamespaceTaken', '', /rename it/],
    ['Contested', '', /another GitOps tool/],
    ['ImmutableField', '', /makes it anew/],
    ['VolumeCannotGrow', '', /storage class/],
    ['SecretMissing', '', /restore it from a backup/],
    ['VolumeLost', '', /restore it from a backup/],
    ['VolumeMissing', '', /restore it from a backup/],
    ['RotationUnfinished', '', /interrupted/],
    ['PurgeBlocked', '', /finalizer/],
    ['DeadlineExceeded', 'Job was active longer than specified deadline', /too long/],
    [
      'CrashLoopBackOff',
      'container "medusa" ended: password authentication failed for user "medusa"',
      /refuses the pass/,
    ],
    ['ImagePullBackOff', 'do request: dial tcp: lookup x on 10.0.0.53:53: read udp', /do not reach the registry/],
    ['NoActivePods', 'no pod runs yet; the events of the job tell if pods are refused', /quota/],
    ['NoActivePods', 'no pod runs yet, 1 failed before; the events of the job tell', /starts another one/],
    ['FailedCreate', 'pods "db-0" is forbidden: exceeded quota: team, requested: pods=1', /not from Urumi/],
    ['FailedCreate', 'pods "db-0" is forbidden: exceeded quota: run, requested: pods=1', /larger plan/],
    ['WaitForFirstConsumer', '', /^Nothing/],
    ['NoSuchReason', '', /urumi explain/],
  ] as const) {
    it(`knows what to do about ${reason} ${message.slice(0, 60)}`, () =>
      assert.match(remedyFor(reason, message), expected));
  }

  it('does not take exit code 690 for 69', () => {
    assert.doesNotMatch(remedyFor('Error', 'ended with exit code 690'), /did not reach/);
  });
});

import assert from 'node:assert/strict';
import { request, type RequestOptions } from 'node:https';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { startControlPlane, type ControlPlane } from '../../sandbox/control-plane.ts';
import type { Health, KubeObject } from '../object.ts';
import { explainEvents, type KubeEvent } from './event-reason.ts';
import { health } from './health.ts';

const restricted = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

interface PodNeeds {
  readonly cpu?: string;
  readonly claim?: string;
  readonly security?: object;
  readonly restartPolicy?: string;
}

function podTemplate(needs: PodNeeds = {}): object {
  const { cpu = '100m', claim, security = restricted, restartPolicy = 'Always' } = needs;
  const resources = { requests: { cpu, memory: '64Mi' }, limits: { cpu, memory: '64Mi' } };
  const volumes = claim === undefined ? [] : [{ name: 'data', persistentVolumeClaim: { claimName: claim } }];
  const spec = {
    restartPolicy,
    volumes,
    containers: [{ name: 'c', image: 'example.com/c:1', resources, securityContext: security }],
  };
  return { metadata: { labels: { app: 'c' } }, spec };
}

const selector = { matchLabels: { app: 'c' } };
const deployment = (needs?: PodNeeds): object => ({ spec: { replicas: 1, selector, template: podTemplate(needs) } });
const statefulSet = (needs?: PodNeeds): object => ({
  spec: { replicas: 1, serviceName: 'c', selector, template: podTemplate(needs) },
});
const job = (needs?: PodNeeds, more: object = {}): object => ({
  spec: { backoffLimit: 0, template: podTemplate({ restartPolicy: 'Never', ...needs }), ...more },
});
const claim = (size: string, storageClassName?: string): object => ({
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: size } },
    ...(storageClassName && { storageClassName }),
  },
});
const quota = (hard: Record<string, string>): object => ({ spec: { hard } });

const paths: Readonly<Record<string, string>> = {
  Namespace: 'api/v1/namespaces',
  Deployment: 'apis/apps/v1/namespaces/NS/deployments',
  StatefulSet: 'apis/apps/v1/namespaces/NS/statefulsets',
  Job: 'apis/batch/v1/namespaces/NS/jobs',
  PersistentVolumeClaim: 'api/v1/namespaces/NS/persistentvolumeclaims',
  Pod: 'api/v1/namespaces/NS/pods',
  ReplicaSet: 'apis/apps/v1/namespaces/NS/replicasets',
  ResourceQuota: 'api/v1/namespaces/NS/resourcequotas',
  LimitRange: 'api/v1/namespaces/NS/limitranges',
  PodDisruptionBudget: 'apis/policy/v1/namespaces/NS/poddisruptionbudgets',
};

describe('health, of what a real control plane reports', function () {
  this.timeout(60_000);
  let controlPlane: ControlPlane;
  let server: RequestOptions;
  let namespace = '';
  let namespaces = 0;

  before(async () => {
    controlPlane = await startControlPlane();
    const config = new KubeConfig();
    config.loadFromFile(controlPlane.kubeconfig);
    server = {};
    await config.applyToHTTPSOptions(server);
  });
  after(() => controlPlane?.stop());
  beforeEach(() => newNamespace());

  async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { 'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json' };
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const outgoing = request(new URL(path, controlPlane.url), { ...server, method, headers }, (answer) => {
      const failed = (answer.statusCode ?? 500) >= 300;
      json(answer).then((value) => (failed ? reject(new Error(JSON.stringify(value))) : resolve(value as T)), reject);
    });
    outgoing.on('error', reject);
    outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    return promise;
  }

  const pathOf = (kind: string, name = ''): string => `/${paths[kind]?.replace('NS', namespace)}/${name}`;
  const create = (kind: string, name: string, object: object): Promise<unknown> =>
    send('POST', pathOf(kind), { metadata: { name }, ...object });
  const change = (kind: string, name: string, patch: object): Promise<KubeObject> =>
    send('PATCH', pathOf(kind, name), patch);
  const read = (kind: string, name: string): Promise<KubeObject> => send('GET', pathOf(kind, name));

  async function newNamespace(labels: Record<string, string> = {}): Promise<void> {
    namespace = `store-health-${(namespaces += 1)}`;
    await send('POST', '/api/v1/namespaces', { metadata: { name: namespace, labels } });
    await eventually(async () =>
      send('GET', `/api/v1/namespaces/${namespace}/serviceaccounts/default`).then(
        () => true,
        () => undefined,
      ),
    );
  }

  async function eventually<T>(look: () => Promise<T | undefined>, describeLast: () => string = () => ''): Promise<T> {
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const found = await look();
      if (found !== undefined) return found;
      await sleep(100);
    }
    return assert.fail(`nothing within 30 s; last seen: ${describeLast()}`);
  }

  function becomes(kind: string, name: string, reason: string): Promise<Health> {
    let last: unknown;
    return eventually(
      async () => {
        const object = await read(kind, name);
        const found = health({ ...object, kind });
        last = { found, status: object['status'] };
        return found.reason === reason ? found : undefined;
      },
      () => JSON.stringify(last),
    );
  }

  /** Health by events, read through both APIs that serve them. */
  async function explained(kind: string, name: string, reason: string): Promise<Health> {
    let last: unknown;
    const read = async (path: string, field: string): Promise<Health | undefined> => {
      const { items } = await send<{ items: (KubeEvent & Record<string, { kind: string; name: string }>)[] }>(
        'GET',
        path,
      );
      const events = items.filter((event) => event[field]?.kind === kind && event[field].name === name);
      const found = explainEvents(events);
      last = { found, events };
      return found?.reason === reason ? found : undefined;
    };
    const core = await eventually(
      () => read(`/api/v1/namespaces/${namespace}/events`, 'involvedObject'),
      () => JSON.stringify(last),
    );
    const modern = await eventually(
      () => read(`/apis/events.k8s.io/v1/namespaces/${namespace}/events`, 'regarding'),
      () => JSON.stringify(last),
    );
    assert.deepEqual({ ...modern, message: '' }, { ...core, message: '' });
    return core;
  }

  async function podOf(owner: string): Promise<string> {
    return eventually(async () => {
      const { items } = await send<{ items: KubeObject[] }>('GET', pathOf('Pod'));
      return items.find(({ metadata }) => metadata.name.startsWith(`${owner}-`))?.metadata.name;
    });
  }

  it('a Deployment, its ReplicaSet, its pod and its budget become Current', async () => {
    await create('PodDisruptionBudget', 'web', { spec: { minAvailable: 1, selector } });
    await create('Deployment', 'web', deployment());
    assert.equal((await becomes('Deployment', 'web', 'Available')).status, 'Current');
    const pod = await podOf('web');
    assert.equal((await becomes('Pod', pod, 'Ready')).status, 'Current');
    assert.equal((await becomes('ReplicaSet', pod.slice(0, pod.lastIndexOf('-')), 'Available')).status, 'Current');
    assert.equal((await becomes('PodDisruptionBudget', 'web', 'Current')).status, 'Current');
  });

  const roundTwo = { spec: { template: { metadata: { labels: { app: 'c', round: 'two' } } } } };

  it('a Deployment is InProgress from a change until the new pods are available', async () => {
    await create('Deployment', 'web', deployment());
    await becomes('Deployment', 'web', 'Available');
    const changed = await change('Deployment', 'web', roundTwo);
    assert.equal(health(changed).reason, 'LatestGenerationNotObserved');
    assert.equal((await becomes('Deployment', 'web', 'Available')).status, 'Current');
  });

  it('a StatefulSet is InProgress from a change until the new pods are ready', async () => {
    await create('StatefulSet', 'db', statefulSet());
    assert.equal((await becomes('StatefulSet', 'db', 'Ready')).status, 'Current');
    const changed = await change('StatefulSet', 'db', roundTwo);
    assert.equal(health(changed).reason, 'LatestGenerationNotObserved');
    assert.equal((await becomes('StatefulSet', 'db', 'Ready')).status, 'Current');
    const pod = await read('Pod', 'db-0');
    assert.equal(pod.metadata.labels?.['round'], 'two');
  });

  it('a Job becomes Current when it is complete', async () => {
    await create('Job', 'setup', job());
    assert.equal((await becomes('Job', 'setup', 'CompletionsReached')).status, 'Current');
    assert.equal((await becomes('Pod', await podOf('setup'), 'Completed')).status, 'Current');
  });

  it('a claim is Current when bound, and when grown only once its volume is', async () => {
    await create('PersistentVolumeClaim', 'data', claim('1Gi'));
    assert.equal((await becomes('PersistentVolumeClaim', 'data', 'Bound')).status, 'Current');
    const asked = await change('PersistentVolumeClaim', 'data', {
      spec: { resources: { requests: { storage: '2Gi' } } },
    });
    assert.equal(health(asked).reason, 'Resizing');
    await becomes('PersistentVolumeClaim', 'data', 'Bound');
    const { status } = (await read('PersistentVolumeClaim', 'data')) as KubeObject & { status: { capacity: object } };
    assert.deepEqual(status.capacity, { storage: '2Gi' });
  });

  it('a quota becomes Current when it is in force', async () => {
    await create('ResourceQuota', 'run', quota({ pods: '3' }));
    assert.equal((await becomes('ResourceQuota', 'run', 'Current')).status, 'Current');
  });

  it('a quota too small fails the Deployment, its ReplicaSet, the StatefulSet and the Job, and is forgotten when raised', async () => {
    await create('ResourceQuota', 'run', quota({ 'limits.memory': '1Mi' }));
    await becomes('ResourceQuota', 'run', 'Current');
    await create('Deployment', 'web', deployment());
    await create('StatefulSet', 'db', statefulSet());
    await create('Job', 'setup', job());
    const web = await becomes('Deployment', 'web', 'FailedCreate');
    assert.equal(web.status, 'Failed');
    assert.match(
      web.message,
      /^pods "web-.*" is forbidden: exceeded quota: run, requested: limits\.memory=64Mi, used: limits\.memory=0, limited: limits\.memory=1Mi$/,
    );
    assert.equal((await becomes('StatefulSet', 'db', 'PodsNotReady')).status, 'InProgress');
    assert.equal((await becomes('Job', 'setup', 'NoActivePods')).status, 'InProgress');
    for (const [kind, name] of [
      ['StatefulSet', 'db'],
      ['Job', 'setup'],
    ] as const) {
      const cause = await explained(kind, name, 'FailedCreate');
      assert.equal(cause.status, 'Failed');
      assert.match(cause.message, /exceeded quota: run/);
    }
    await change('ResourceQuota', 'run', { spec: { hard: { 'limits.memory': '1Gi' } } });
    assert.equal((await becomes('Deployment', 'web', 'Available')).status, 'Current');
  });

  it('a limit range below the limits of the pod fails the Deployment', async () => {
    await create('LimitRange', 'limits', { spec: { limits: [{ type: 'Container', max: { cpu: '50m' } }] } });
    await create('Deployment', 'web', deployment());
    const found = await becomes('Deployment', 'web', 'FailedCreate');
    assert.equal(found.status, 'Failed');
    assert.match(found.message, /maximum cpu usage per Container is 50m, but limit is 100m/);
  });

  it('pod security that refuses the pod fails the Deployment', async () => {
    await newNamespace({ 'pod-security.kubernetes.io/enforce': 'restricted' });
    await create('Deployment', 'web', deployment({ security: {} }));
    const found = await becomes('Deployment', 'web', 'FailedCreate');
    assert.equal(found.status, 'Failed');
    assert.match(found.message, /violates PodSecurity "restricted:latest"/);
  });

  it('a storage class that does not exist leaves claim and pod InProgress, with the cause in the events', async () => {
    await create('PersistentVolumeClaim', 'data', claim('1Gi', 'nosuch'));
    await create('Deployment', 'web', deployment({ claim: 'data' }));
    assert.equal((await becomes('PersistentVolumeClaim', 'data', 'Pending')).status, 'InProgress');
    const cause = await explained('PersistentVolumeClaim', 'data', 'ProvisioningFailed');
    assert.match(cause.message, /^storageclass\.storage\.k8s\.io "nosuch" not found/);
    const found = await becomes('Pod', await podOf('web'), 'Unschedulable');
    assert.match(found.message, /pod has unbound immediate PersistentVolumeClaims/);
  });

  it('a claim that does not exist makes the pod Unschedulable', async () => {
    await create('Deployment', 'web', deployment({ claim: 'nosuch' }));
    const pod = await podOf('web');
    const found = await becomes('Pod', pod, 'Unschedulable');
    assert.equal(found.status, 'InProgress');
    assert.match(found.message, /persistentvolumeclaim "nosuch" not found/);
    assert.match((await explained('Pod', pod, 'FailedScheduling')).message, /persistentvolumeclaim "nosuch" not found/);
  });

  it('nodes without room make the pod Unschedulable, and the Deployment fails at its deadline', async () => {
    const { spec } = deployment({ cpu: '1000' }) as { spec: object };
    await create('Deployment', 'web', { spec: { ...spec, progressDeadlineSeconds: 2 } });
    assert.equal((await becomes('Deployment', 'web', 'MinimumReplicasUnavailable')).status, 'InProgress');
    assert.match((await becomes('Pod', await podOf('web'), 'Unschedulable')).message, /Insufficient cpu/);
    const found = await becomes('Deployment', 'web', 'ProgressDeadlineExceeded');
    assert.equal(found.status, 'Failed');
    assert.match(found.message, /^ReplicaSet "web-.*" has timed out progressing\.$/);
  });

  it('a Job past its deadline has failed', async () => {
    await create('Job', 'setup', job({ cpu: '1000' }, { activeDeadlineSeconds: 1 }));
    const found = await becomes('Job', 'setup', 'DeadlineExceeded');
    assert.deepEqual(found, {
      status: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Job was active longer than specified deadline',
    });
  });

  it('a namespace that cannot go names the finalizers that hold it', async () => {
    const finalizers = ['example.com/hold'];
    await send('POST', `/api/v1/namespaces/${namespace}/configmaps`, { metadata: { name: 'held', finalizers } });
    await send('DELETE', `/api/v1/namespaces/${namespace}`);
    const found = await becomes('Namespace', namespace, 'NamespaceFinalizersRemaining');
    assert.equal(found.status, 'Terminating');
    assert.match(found.message, /example\.com\/hold in 1 resource instances/);
    await send('PATCH', `/api/v1/namespaces/${namespace}/configmaps/held`, { metadata: { finalizers: null } });
  });
});

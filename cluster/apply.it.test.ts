import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startControlPlane, type ControlPlane } from '../sandbox/control-plane.ts';
import { applyObject } from './apply.ts';
import { connect, type Connection } from './connect.ts';
import { createObject } from './create.ts';
import { ApiError, type ApiErrorCode } from './errors.ts';
import { apiVersionOf, collectionPath, kindInfo, kindOf, kinds, pathOf } from './kinds.ts';
import { listObjects } from './list.ts';
import { mergePatch } from './merge-patch.ts';
import type { KubeObject } from './object.ts';
import { readObject } from './read.ts';
import { recordEvent, type EventRecord } from './record-event.ts';
import { removeObject } from './remove.ts';
import { versionOf } from './version.ts';
import { collect } from './testing/collect.ts';

const namespace = 'store-a';
const metadata = (name: string): KubeObject['metadata'] => ({
  name,
  namespace,
  labels: { 'app.kubernetes.io/managed-by': 'urumi', 'urumi.dev/store': 'a' },
});
const template = {
  metadata: { labels: { app: 'a' } },
  spec: {
    containers: [{ name: 'c', image: 'example.com/c:1', resources: { requests: { cpu: '10m', memory: '8Mi' } } }],
  },
};
const selector = { matchLabels: { app: 'a' } };
const claimSpec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const configMap = (data: object, name = 'a'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadata(name),
  data,
});

/** One object of every kind that stores are made of. */
const objects: readonly KubeObject[] = [
  configMap({ key: 'value' }),
  { apiVersion: 'v1', kind: 'ResourceQuota', metadata: metadata('a'), spec: { hard: { pods: '20' } } },
  {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: metadata('a'),
    spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] },
  },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata('a'), automountServiceAccountToken: false },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata('a'),
    spec: { ports: [{ port: 80 }], selector: { app: 'a' } },
  },
  { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: metadata('a'), spec: claimSpec },
  { apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata('a'), spec: { replicas: 1, selector, template } },
  {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata('a'),
    spec: {
      replicas: 1,
      serviceName: 'a',
      selector,
      template,
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claimSpec }],
    },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata('a'),
    spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata('a'),
    spec: {
      schedule: '* * * * *',
      jobTemplate: { spec: { template: { spec: { ...template.spec, restartPolicy: 'Never' } } } },
    },
  },
  {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: metadata('a'),
    spec: { maxUnavailable: 1, selector },
  },
  {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: metadata('a'),
    spec: { maxReplicas: 2, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' } },
  },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: metadata('a'), spec: { podSelector: {} } },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadata('a'),
    spec: { defaultBackend: { service: { name: 'a', port: { number: 80 } } } },
  },
  {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: metadata('a'),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'ServiceAccount', name: 'a', namespace }],
  },
];

describe('the real API server', function () {
  this.timeout(60_000);
  let plane: ControlPlane;
  let api: Connection;

  before(async () => {
    plane = await startControlPlane();
    api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-test/1' });
    await applyObject(api, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: namespace, labels: metadata('').labels ?? {} },
    });
  });

  after(async () => {
    await api?.close();
    await plane?.stop();
  });

  const read = async (id: string): Promise<KubeObject> =>
    (await readObject(api, id)) ?? assert.fail(`${id} is not there`);
  const versionNow = async (id: string): Promise<string> =>
    versionOf((await read(id)).metadata, kindOf(id).countsGenerations);
  const failure = async (attempt: Promise<unknown>): Promise<ApiError> => {
    const error: unknown = await attempt.then(
      () => assert.fail('it should have failed'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ApiError, String(error));
    return error;
  };
  const fails = async (attempt: Promise<unknown>, code: ApiErrorCode): Promise<void> =>
    assert.equal((await failure(attempt)).code, code);
  const edit = (id: string, body: object, subresource = ''): Promise<unknown> =>
    api.request({
      method: 'PATCH',
      path: pathOf(id) + subresource,
      query: { fieldManager: 'kubectl-edit' },
      contentType: 'application/merge-patch+json',
      body,
    });

  it('keeps the version of what we applied while controllers, scheduler and kubelets do their work', async () => {
    const applied = [];
    for (const object of objects) applied.push(await applyObject(api, object));
    const ready = async (): Promise<boolean> => {
      const done = (await read('Job.batch/store-a/a'))['status'] as { succeeded?: number };
      const bound = (await read('PersistentVolumeClaim/store-a/data-a-0'))['status'] as { phase?: string };
      const running = (await read('Deployment.apps/store-a/a'))['status'] as { readyReplicas?: number };
      return done.succeeded === 1 && bound.phase === 'Bound' && running.readyReplicas === 1;
    };
    for (let wait = 0; !(await ready()); wait++) {
      assert.ok(wait < 200, 'the workloads did not become ready');
      await sleep(100);
    }
    const moved = [];
    for (const { id, version, resourceVersion } of applied) {
      const now = await read(id);
      assert.equal(versionOf(now.metadata, kindOf(id).countsGenerations), version, id);
      if (now.metadata.resourceVersion !== resourceVersion) moved.push(kindOf(id).kind);
    }
    for (const kind of ['ResourceQuota', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'Job']) {
      assert.ok(moved.includes(kind), `${kind}: nothing has touched it, so this proves nothing`);
    }
  });

  it('changes nothing when the same is applied again', async () => {
    for (const object of objects) {
      const { id, version, resourceVersion } = await applyObject(api, object);
      const before = await read(id);
      assert.equal(before.metadata.resourceVersion, resourceVersion, id);
      const again = await applyObject(api, object);
      assert.deepEqual([again.version, again.resourceVersion], [version, resourceVersion], id);
      assert.equal(again.uid, before.metadata.uid);
    }
  });

  it('counts generations as our table says', async () => {
    for (const kind of kinds) {
      if (kind.group === 'urumi.dev') continue;
      for await (const object of listObjects(api, kind, { pageSize: 5 })) {
        assert.equal(object.apiVersion, apiVersionOf(kind));
        assert.equal(typeof object.metadata.generation === 'number', kind.countsGenerations, kind.kind);
        break;
      }
    }
  });

  for (const [id, patch] of [
    ['ConfigMap/store-a/a', { data: { key: 'other' } }],
    ['ConfigMap/store-a/a', { data: { key: null } }],
    ['ConfigMap/store-a/a', { metadata: { labels: { 'urumi.dev/store': 'b' } } }],
    ['ResourceQuota/store-a/a', { spec: { hard: { pods: '30' } } }],
    ['ServiceAccount/store-a/a', { automountServiceAccountToken: true }],
    ['Service/store-a/a', { spec: { selector: { app: 'b' } } }],
    ['Deployment.apps/store-a/a', { spec: { replicas: 2 } }],
    ['Deployment.apps/store-a/a', { metadata: { labels: { 'urumi.dev/store': null } } }],
    ['NetworkPolicy.networking.k8s.io/store-a/a', { metadata: { labels: { 'urumi.dev/store': 'b' } } }],
    ['HorizontalPodAutoscaler.autoscaling/store-a/a', { spec: { maxReplicas: 3 } }],
    ['RoleBinding.rbac.authorization.k8s.io/store-a/a', { subjects: [] }],
    ['Service/store-a/a', { metadata: { managedFields: [{}] } }],
  ] as const) {
    it(`shows by the version that somebody did ${JSON.stringify(patch)} to ${id}`, async () => {
      const object = objects.find(({ kind }) => kind === kindOf(id).kind) ?? assert.fail();
      const { version } = await applyObject(api, object);
      await edit(id, patch);
      assert.notEqual(await versionNow(id), version);
      const repaired = await applyObject(api, object);
      assert.equal(await versionNow(id), repaired.version);
    });
  }

  it('shows by the version that somebody scaled a workload', async () => {
    const id = 'Deployment.apps/store-a/a';
    const { version } = await applyObject(api, objects.find(({ kind }) => kind === 'Deployment') ?? assert.fail());
    await edit(id, { spec: { replicas: 3 } }, '/scale');
    assert.notEqual(await versionNow(id), version);
  });

  it('does not call it a change when somebody adds what we do not ask for', async () => {
    const { id, version } = await applyObject(api, configMap({ key: 'value' }));
    await edit(id, { data: { extra: 'mine' }, metadata: { annotations: { note: 'mine' } } });
    assert.equal(await versionNow(id), version);
  });

  it('applies, dry, without leaving anything', async () => {
    const { uid } = await applyObject(api, configMap({}, 'dry'), { dryRun: true });
    assert.match(uid, /^[0-9a-f-]{36}$/);
    assert.equal(await readObject(api, 'ConfigMap/store-a/dry'), undefined);
  });

  it('takes fields from others by force, or says whose they are', async () => {
    await applyObject(api, configMap({ key: 'theirs' }, 'contested'), { manager: 'other' });
    const error = await failure(applyObject(api, configMap({ key: 'ours' }, 'contested'), { force: false }));
    assert.deepEqual([error.code, error.retryable, error.causes[0]?.field], ['Conflict', false, '.data.key']);
    await applyObject(api, configMap({ key: 'ours' }, 'contested'));
    assert.deepEqual((await read('ConfigMap/store-a/contested'))['data'], { key: 'ours' });
  });

  it('passes on what the API server warns of', async () => {
    const ingress = objects.find(({ kind }) => kind === 'Ingress') ?? assert.fail();
    const annotations = { 'kubernetes.io/ingress.class': 'nginx' };
    const { warnings } = await applyObject(
      api,
      { ...ingress, metadata: { ...metadata('warned'), annotations } },
      { dryRun: true },
    );
    assert.match(warnings.join(), /"kubernetes.io\/ingress.class" is deprecated/);
  });

  it('refuses fields that the API server does not know', async () => {
    await fails(applyObject(api, { ...configMap({}, 'typo'), dta: {} }), 'Invalid');
  });

  it('calls a field of the wrong type Invalid, not a failure of its own, for every kind that stores are made of', async () => {
    for (const object of objects) {
      const { apiVersion, kind, metadata: meta, ...fields } = object;
      const wrong = Object.fromEntries(Object.keys(fields).map((field) => [field, 'of the wrong type']));
      const error = await failure(applyObject(api, { apiVersion, kind, metadata: meta, ...wrong }, { dryRun: true }));
      assert.deepEqual([kind, error.code, error.retryable], [kind, 'Invalid', false]);
    }
  });

  it('never tells a Secret’s value', async () => {
    const secret: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('s'),
      data: { password: 424_242 },
    };
    for (const send of [applyObject, createObject]) {
      const error = await failure(send(api, secret));
      assert.equal(error.code, 'Invalid');
      assert.doesNotMatch(JSON.stringify([error, error.message]), /424242/);
    }
  });

  it('creates what must not exist yet, once', async () => {
    const secret: KubeObject = { apiVersion: 'v1', kind: 'Secret', metadata: metadata('once'), stringData: { a: '1' } };
    const both = await Promise.allSettled([createObject(api, secret), createObject(api, secret)]);
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
    await fails(createObject(api, secret), 'AlreadyExists');
  });

  it('changes single keys, if nobody was faster', async () => {
    const id = 'Secret/store-a/keys';
    const { metadata: made } = await createObject(api, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadata('keys'),
      stringData: { a: '1' },
    });
    const resourceVersion = made.resourceVersion ?? assert.fail();
    await mergePatch(api, id, { stringData: { b: '2' } }, { resourceVersion });
    assert.deepEqual(Object.keys((await read(id))['data'] as object).toSorted(), ['a', 'b']);
    const late = await failure(mergePatch(api, id, { stringData: { b: '3' } }, { resourceVersion }));
    assert.deepEqual([late.code, late.retryable], ['Conflict', true]);
  });

  it('removes the object that is meant, and no other', async () => {
    const { id, uid } = await applyObject(api, configMap({}, 'doomed'));
    assert.equal(await removeObject(api, id, { uid: 'another' }), 'replaced');
    assert.notEqual(await readObject(api, id), undefined);
    assert.equal(await removeObject(api, id, { uid, propagation: 'Background' }), 'gone');
    assert.equal(await removeObject(api, id, { uid }), 'gone');
  });

  it('says when a removal takes its time', async () => {
    const held = configMap({}, 'held');
    const { id, uid } = await applyObject(api, {
      ...held,
      metadata: { ...held.metadata, finalizers: ['example.com/hold'] },
    });
    assert.equal(await removeObject(api, id, { uid }), 'deleting');
    assert.equal(await removeObject(api, id, { uid }), 'deleting');
    await edit(id, { metadata: { finalizers: null } });
    for (let wait = 0; (await readObject(api, id)) !== undefined; wait++) {
      assert.ok(wait < 100, 'it did not go');
      await sleep(50);
    }
  });

  it('removes what an object owns before the object', async () => {
    const { uid } = await read('Deployment.apps/store-a/a').then(({ metadata }) => metadata);
    assert.equal(await removeObject(api, 'Deployment.apps/store-a/a', { uid: uid ?? '' }), 'deleting');
    for (let wait = 0; (await readObject(api, 'Deployment.apps/store-a/a')) !== undefined; wait++) {
      assert.ok(wait < 200, 'it did not go');
      await sleep(50);
    }
    const left = await collect(listObjects(api, kindInfo('ReplicaSet', 'apps'), { namespace }));
    assert.deepEqual(left, []);
  });

  it('lists page by page', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, number) => applyObject(api, configMap({}, `page-${number}`))));
    const before = api.metrics.total;
    const labelSelector = 'urumi.dev/store=a';
    const names = [];
    for await (const object of listObjects(api, kindInfo('ConfigMap'), {
      namespace,
      labelSelector,
      metadataOnly: true,
      pageSize: 5,
    })) {
      if (object.metadata.name.startsWith('page-')) names.push(object.metadata.name);
      assert.equal(object['data'], undefined);
    }
    assert.equal(new Set(names).size, 12);
    assert.ok(api.metrics.total - before >= 3);
  });

  /** Records an Event for each of these. @returns the notes of all Events with this reason */
  async function notesAfter(reason: string, told: readonly Pick<EventRecord, 'note' | 'now' | 'once'>[]) {
    const regarding = await read('ConfigMap/store-a/a');
    const by = { reportingController: 'urumi.dev/test', reportingInstance: 'test-1' };
    for (const one of told)
      await recordEvent(api, { regarding, type: 'Warning', reason, action: 'Test', ...by, ...one });
    const events = await collect(listObjects(api, kindInfo('Event', 'events.k8s.io'), { namespace }));
    return events.filter((found) => found['reason'] === reason).map((found) => found['note'] as string);
  }

  it('records Events, long notes cut', async () => {
    const notes = await notesAfter('Tested', [
      { note: 'ü'.repeat(2_000), now: new Date() },
      { note: 'short', now: new Date(0) },
    ]);
    assert.equal(notes.length, 2);
    assert.ok(notes.some((note) => note.endsWith('ü…')));
  });

  it('records an Event that is to be told once no second time', async () => {
    const told = { once: 'told', now: new Date() };
    const notes = await notesAfter('ToldOnce', [
      { ...told, note: 'first' },
      { ...told, note: 'second' },
    ]);
    assert.deepEqual(notes, ['first']);
  });

  it('tells who may not from who is not known', async () => {
    const stranger = await connect({ kubeconfig: await plane.kubeconfigFor('stranger'), userAgent: 'urumi-test/1' });
    const error = await failure(stranger.request({ method: 'GET', path: collectionPath(kindInfo('Pod')) }));
    assert.deepEqual([error.code, error.retryable], ['Forbidden', false]);
    assert.match(error.message, /User "stranger" cannot list resource "pods"/);
    await stranger.close();
    const forged = `${plane.kubeconfig}-forged`;
    const credentials = /client-certificate-data: .*/;
    writeFileSync(
      forged,
      readFileSync(plane.kubeconfig, 'utf8')
        .replace(credentials, 'token: forged')
        .replace(/client-key-data: .*/, ''),
    );
    const unknown = await connect({ kubeconfig: forged, userAgent: 'urumi-test/1' });
    await fails(unknown.request({ method: 'GET', path: '/api/v1/pods' }), 'Unauthorized');
    await unknown.close();
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { isApiError } from '../cluster/errors.ts';
import { refusalOf } from '../test/harness/refusal-of.ts';
import { countRequests } from './control-plane/count-requests.ts';
import { serviceAccount } from './control-plane/credentials.ts';
import { startControlPlane, type ControlPlane } from './control-plane.ts';
import { SandboxError } from './sandbox-error.ts';
import { processIdentity } from './process/process-identity.ts';
import { until } from './process/until.ts';
import { clusterClient, type ClusterClient } from './testing/cluster-client.ts';
import { anonymousStatus, credentialsIn, speakTls } from './testing/tls.ts';
import { cronJob, deployment, job, statefulSet } from './testing/workloads.ts';

const core = '/api/v1/namespaces/default';
const apps = '/apis/apps/v1/namespaces/default';
const batch = '/apis/batch/v1/namespaces/default';

describe('a control plane', function () {
  this.timeout(60_000);
  let plane: ControlPlane;
  let people: ClusterClient;

  before(async () => {
    plane = await startControlPlane({ audit: true });
    people = await clusterClient(plane.kubeconfig);
    // Runs at the next full minute: begun here, looked at in the end.
    await people.create(`${batch}/cronjobs`, cronJob('minutely'));
  });

  after(async () => {
    await people?.[Symbol.asyncDispose]();
    await plane?.stop();
  });

  it('says which Kubernetes it is', async () => {
    assert.match((await people.get('/version')).gitVersion, /^v1\.36\./);
  });

  it('makes a Deployment available', async () => {
    await people.create(`${apps}/deployments`, deployment('web', 3));
    await people.untilObject(`${apps}/deployments/web`, ({ status }) => status?.availableReplicas === 3);
    const pods = await people.list(`${core}/pods?labelSelector=app=web`);
    assert.equal(new Set(pods.map((pod) => pod.status.podIP)).size, 3, 'each pod has an address of its own');
    for (const { status } of pods) assert.equal(status.containerStatuses[0].started, true);
  });

  it('makes a StatefulSet ready, with a volume that grows and goes with its claim', async () => {
    await people.create(`${apps}/statefulsets`, statefulSet('database', '5Gi'));
    await people.untilObject(`${apps}/statefulsets/database`, ({ status }) => status?.readyReplicas === 1);
    const claim = `${core}/persistentvolumeclaims/data-database-0`;
    const { spec } = await people.untilObject(claim, ({ status }) => status.phase === 'Bound');
    assert.equal(spec.storageClassName, 'kwok-volume', 'the default class');
    const volume = `/api/v1/persistentvolumes/${spec.volumeName}`;
    await people.untilObject(volume, ({ status }) => status.phase === 'Bound');

    await people.patch(claim, { spec: { resources: { requests: { storage: '6Gi' } } } });
    await people.untilObject(claim, ({ status }) => status.capacity.storage === '6Gi');
    assert.equal((await people.get(volume)).spec.capacity.storage, '6Gi');

    await people.delete(claim);
    const { metadata } = await people.untilObject(claim, (object) => object.metadata.deletionTimestamp !== undefined);
    assert.deepEqual(metadata.finalizers, ['kubernetes.io/pvc-protection'], 'a pod uses it still');
    assert.equal((await people.get(volume)).status.phase, 'Bound');
    await people.delete(`${apps}/statefulsets/database`);
    await people.untilGone(claim);
    await people.untilGone(volume);
  });

  it('keeps a volume whose policy was changed to Retain, grown or not, when its claim goes', async () => {
    await people.create(`${apps}/statefulsets`, statefulSet('kept', '1Gi'));
    const claim = `${core}/persistentvolumeclaims/data-kept-0`;
    const { spec } = await people.untilObject(claim, ({ status }) => status.phase === 'Bound');
    const volume = `/api/v1/persistentvolumes/${spec.volumeName}`;
    await people.patch(volume, { spec: { persistentVolumeReclaimPolicy: 'Retain' } });
    await people.patch(claim, { spec: { resources: { requests: { storage: '2Gi' } } } });
    await people.untilObject(volume, (object) => object.spec.capacity.storage === '2Gi');
    await people.delete(`${apps}/statefulsets/kept`);
    await people.delete(claim);
    await people.untilObject(volume, ({ status }) => status.phase === 'Released');
  });

  it('completes a Job', async () => {
    await people.create(`${batch}/jobs`, job('once'));
    const { status } = await people.untilObject(`${batch}/jobs/once`, (object) => object.status?.succeeded === 1);
    assert.ok(status.conditions.some((condition: { type: string }) => condition.type === 'Complete'));
  });

  it('deletes a namespace with all that is in it', async () => {
    await people.create('/api/v1/namespaces', { metadata: { name: 'short' } });
    await people.untilObject('/api/v1/namespaces/short/serviceaccounts/default', () => true);
    await people.create('/apis/apps/v1/namespaces/short/statefulsets', statefulSet('x', '1Gi'));
    await people.untilObject(
      '/apis/apps/v1/namespaces/short/statefulsets/x',
      ({ status }) => status?.readyReplicas === 1,
    );
    await people.delete('/api/v1/namespaces/short');
    await people.untilGone('/api/v1/namespaces/short', 30_000);
  });

  it('refuses a user whom nobody has given any rights', async () => {
    await using stranger = await clusterClient(await plane.kubeconfigFor('stranger', ['strangers']));
    await assert.rejects(stranger.get(`${core}/secrets`), (error) => isApiError(error, 'Forbidden'));
    const { status } = await stranger.create('/apis/authentication.k8s.io/v1/selfsubjectreviews', {});
    assert.equal(status.userInfo.username, 'stranger');
    assert.deepEqual(status.userInfo.groups, ['strangers', 'system:authenticated']);
  });

  it('gives a ServiceAccount the identity that its pods have, and the rights of its roles', async () => {
    const { user, groups } = serviceAccount('default', 'urumi-controller');
    await using controller = await clusterClient(await plane.kubeconfigFor(user, groups));
    await assert.rejects(controller.get(`${core}/configmaps`), (error) => isApiError(error, 'Forbidden'));
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
    await people.create(`${rbac}/roles`, {
      metadata: { name: 'reader' },
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
    });
    await people.create(`${rbac}/rolebindings`, {
      metadata: { name: 'reader' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [{ kind: 'ServiceAccount', name: 'urumi-controller', namespace: 'default' }],
    });
    // The API server reads the roles from a watch: it knows of them a moment after it took them.
    const mayRead = async () => (await refusalOf(controller.list(`${core}/configmaps`))) === undefined || undefined;
    await until(mayRead, { timeoutMs: 10_000 });
    assert.equal((await controller.list(`${core}/configmaps`)).length, 1);
  });

  it('refuses who shows no certificate', async () => {
    assert.equal(await anonymousStatus(`${plane.url}/api`), 401);
  });

  it('lets nobody but the API server into the database, not even an administrator', async () => {
    const { etcd } = JSON.parse(readFileSync(path.join(plane.dataDir, 'ports.json'), 'utf8'));
    await assert.rejects(speakTls(etcd, {}), /alert/);
    await assert.rejects(speakTls(etcd, credentialsIn(plane.kubeconfig)), /alert/);
    const pki = (name: string) => readFileSync(path.join(plane.dataDir, 'pki', name));
    const own = { cert: pki('etcd-client.crt'), key: pki('etcd-client.key') };
    assert.equal(await speakTls(etcd, own), 'HTTP/1.1 200 OK', 'the test itself can tell');
  });

  it('keeps what it writes from other users of the machine', () => {
    assert.equal(statSync(plane.dataDir).mode & 0o777, 0o700);
    const secrets = ['pki', 'kubeconfigs', 'config', 'logs'].flatMap((folder) =>
      readdirSync(path.join(plane.dataDir, folder)).map((name) => path.join(plane.dataDir, folder, name)),
    );
    assert.ok(secrets.length > 15);
    for (const file of secrets) assert.equal(statSync(file).mode & 0o077, 0, file);
  });

  it('shows no secret in the command line of any component', () => {
    for (const { pid, name } of Object.values(plane.components)) {
      assert.ok(pid, `${name} runs`);
      const { command } = processIdentity(pid) ?? {};
      assert.ok(command?.includes(name), name);
      assert.doesNotMatch(command ?? '', /PRIVATE|BEGIN|token=|password/, name);
    }
  });

  it('is refused to a second one on the same data', async () => {
    await assert.rejects(
      startControlPlane({ dataDir: plane.dataDir }),
      (error) => error instanceof SandboxError && error.code === 'locked',
    );
  });

  it('counts the requests of one user, and no others', async () => {
    await using watched = await clusterClient(await plane.kubeconfigFor('watched', ['system:masters']));
    await watched.get('/version');
    const mark = await plane.audit.mark();
    for (const name of ['a', 'b', 'c']) await watched.create(`${core}/configmaps`, { metadata: { name } });
    await watched.get(`${core}/configmaps/a`);
    await assert.rejects(watched.get(`${core}/configmaps/none`));
    const mine = (await plane.audit.requests(mark)).filter(({ user }) => user === 'watched');
    assert.deepEqual(countRequests(mine, 'verb', 'resource', 'code'), {
      'create configmaps 201': 3,
      'get configmaps 200': 1,
      'get configmaps 404': 1,
    });
    assert.equal(mine[0]?.userAgent, 'urumi-test');
  });

  it('counts a watch while it goes on, and once', async () => {
    const mark = await plane.audit.mark();
    const stop = new AbortController();
    const watch = people.connection.stream({
      method: 'GET',
      path: `${core}/configmaps`,
      query: { watch: true, resourceVersion: '0' },
      signal: stop.signal,
    });
    const events = watch[Symbol.asyncIterator]();
    await events.next();
    const count = async () =>
      (await plane.audit.requests(mark)).filter(({ verb, userAgent }) => verb === 'watch' && userAgent === 'urumi-test')
        .length;
    assert.equal(await count(), 1);
    stop.abort();
    await assert.rejects(async () => {
      while (!(await events.next()).done);
    });
    await people.get('/version');
    assert.equal(await count(), 1);
  });

  it('can lose its API server for a while', async () => {
    const api = plane.components['kube-apiserver'];
    assert.ok(api);
    await api.stop();
    await assert.rejects(people.get('/version'));
    api.start();
    const again = await until(() => people.get(`${apps}/deployments/web`).catch(() => undefined), {
      timeoutMs: 20_000,
    });
    assert.equal(again?.status.availableReplicas, 3);
  });

  it('runs a CronJob', async function () {
    this.timeout(90_000);
    await people.untilObject(
      `${batch}/cronjobs/minutely`,
      ({ status }) => status?.lastSuccessfulTime !== undefined,
      80_000,
    );
  });
});

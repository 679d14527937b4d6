import assert from 'node:assert/strict';
import { applyObject } from '../../cluster/apply.ts';
import { connect, type Connection } from '../../cluster/connect.ts';
import { readObject } from '../../cluster/read.ts';
import { install } from '../../install/install.ts';
import { startControlPlane, type ControlPlane } from '../../sandbox/control-plane.ts';
import { apiVersion, systemNamespace } from '../../synth/spec/names.ts';
import { refusalOf } from '../../test/harness/refusal-of.ts';
import { until } from '../../test/harness/until.ts';
import type { PlanReport, PlanStore, StoreCluster } from '../plan-report.ts';
import { putStore } from '../testing/put-store.ts';
import { inputOf, plainStores, readerOf, storeFile, type Files } from '../testing/scene.ts';
import { planLive } from './plan-live.ts';

const base = { ...plainStores(3), 'stores/big.yaml': storeFile('big', 'hosts: [big.example.org]') };
const { fleet } = inputOf({}, {});
/** Whom the policies let do what the controller does. Whoever plans is somebody else. */
const hand = 'test-hand';

describe('a live plan, on a real API server', function () {
  this.timeout(60_000);
  let plane: ControlPlane;
  let api: Connection;
  let trusted: Connection;

  before(async () => {
    plane = await startControlPlane({ scheduler: false });
    api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-test' });
    trusted = await connect({ kubeconfig: await plane.kubeconfigFor(hand, ['system:masters']), userAgent: 'test' });
    await install(api, { trusted: [hand] });
    const { name, spec } = fleet;
    await applyObject(api, { apiVersion, kind: 'Fleet', metadata: { name, namespace: systemNamespace }, spec });
    for (const [path, text] of Object.entries(base)) {
      const volumes = path.includes('big') ? { 'db-data': '40Gi', uploads: '60Gi' } : {};
      await putStore(trusted, { path, text, fleet, volumes, objectsLeftOut: path.includes('big') });
    }
  });
  after(async () => {
    await trusted.close();
    await api.close();
    await plane.stop();
  });

  async function planned(changes: Readonly<Record<string, string | null>>, as = api): Promise<PlanReport> {
    const all: [string, string | null][] = Object.entries({ ...base, ...changes });
    const after: Files = Object.fromEntries(all.flatMap(([path, text]) => (text === null ? [] : [[path, text]])));
    return await planLive(inputOf(base, after), { api: as, read: readerOf(base, after) });
  }

  function storeIn({ stores }: PlanReport, name: string): PlanStore & { readonly cluster: StoreCluster } {
    const found = stores.find((store) => store.name === name);
    assert.ok(found?.cluster, `the cluster was asked about ${name}`);
    return { ...found, cluster: found.cluster };
  }

  it('has every object that changes admitted, stores nothing, and asks about no other store', async () => {
    const before = await readObject(api, 'ConfigMap/store-s0/store-env');
    const asked = api.metrics.total;
    const report = await planned({ 'stores/s0.yaml': storeFile('s0', 'title: Flowers\nhosts: [flowers.example.org]') });
    const requests = api.metrics.total - asked;
    const { cluster, objects } = storeIn(report, 's0');
    const sent = 1 + objects.created.length + objects.changed.length;
    assert.deepEqual(cluster, { checked: sent, refused: [], warnings: [], unchecked: [], drifted: [] });
    assert.deepEqual(report.cluster, { checked: sent, refused: 0, unchecked: 0, drifted: 0 });
    assert.equal(report.conclusion, 'success');
    const ids = [...objects.created, ...objects.changed.map(({ id }) => id)];
    const kinds = new Set(ids.map((id) => id.split('/')[0])).size;
    assert.ok(kinds < 8, `${kinds} of the store's 14 kinds`);
    assert.equal(requests, 2 + 1 + kinds + sent, 'two lists, the namespace, a list for each kind, and the dry runs');
    assert.deepEqual(await readObject(api, 'ConfigMap/store-s0/store-env'), before);
  });

  it('checks of a new store what can be checked before its namespace exists, and says what cannot', async () => {
    const report = await planned({ 'stores/new.yaml': storeFile('new') });
    const { cluster, objects } = storeIn(report, 'new');
    assert.deepEqual([cluster.checked, cluster.refused], [2, []], 'the Store and the namespace');
    const [unchecked] = cluster.unchecked;
    assert.match(unchecked?.why ?? '', /namespace does not exist yet/);
    assert.equal(unchecked?.objects.length, objects.created.length - 1);
    assert.equal(report.conclusion, 'success');
    assert.equal(await readObject(api, 'Namespace//store-new'), undefined);
  });

  it('tells the true sizes of volumes at risk, and asks only about the Store that closes', async () => {
    const { cluster, volumes, purgeAt } = storeIn(await planned({ 'stores/big.yaml': null }), 'big');
    assert.deepEqual(volumes.atRisk, [
      { claim: 'db-data', mebibytes: 40 * 1024 },
      { claim: 'uploads', mebibytes: 60 * 1024 },
    ]);
    assert.equal(purgeAt, '2026-11-28T14:00:00.000Z');
    assert.deepEqual([cluster.checked, cluster.refused], [1, []]);
  });

  it('says what somebody has changed or deleted, of the kinds that the merge changes', async () => {
    const config = await readObject(api, 'ConfigMap/store-s1/store-php');
    assert.ok(config);
    const data = Object.fromEntries(Object.keys(config['data'] as object).map((key) => [key, 'by hand']));
    const { name, namespace = '' } = config.metadata;
    await applyObject(
      trusted,
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data },
      { manager: 'somebody' },
    );
    await trusted.request({ method: 'DELETE', path: '/apis/networking.k8s.io/v1/namespaces/store-s1/ingresses/web' });
    await trusted.request({ method: 'DELETE', path: '/api/v1/namespaces/store-s1/services/web' });
    const change = storeFile('s1', 'title: Flowers\nhosts: [flowers.example.org]');
    const { cluster } = storeIn(await planned({ 'stores/s1.yaml': change }), 's1');
    assert.deepEqual(
      cluster.drifted.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
      [
        { id: 'ConfigMap/store-s1/store-php', state: 'changed' },
        { id: 'Ingress.networking.k8s.io/store-s1/web', state: 'missing' },
      ],
    );
  });

  it('counts what a stranger has made under a name of ours as refused, though a dry run by force would pass', async () => {
    await applyObject(api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'store-taken' } });
    const report = await planned({ 'stores/taken.yaml': storeFile('taken') });
    const { cluster } = storeIn(report, 'taken');
    assert.deepEqual(
      cluster.refused.map(({ id }) => id),
      ['Namespace//store-taken'],
    );
    assert.equal(cluster.checked, 2);
    assert.equal(report.conclusion, 'failure');
  });

  it('says what admission refuses, and fails', async () => {
    await forbidHosts(api);
    const text = storeFile('s2', 'hosts: [forbidden.example.org]');
    const report = await until(
      'the policy is in force',
      async () => {
        const found = await planned({ 'stores/s2.yaml': text });
        return found.conclusion === 'failure' ? found : undefined;
      },
      { timeoutMs: 20_000 },
    );
    assert.deepEqual(
      storeIn(report, 's2').cluster.refused.map(({ id }) => id),
      ['Ingress.networking.k8s.io/store-s2/web'],
    );
    assert.match(storeIn(report, 's2').cluster.refused[0]?.message ?? '', /no forbidden hosts here/);
  });

  it('does not take for refused what today’s quota refuses, where the same merge raises the quota first', async () => {
    for (const claim of ['db-data', 'uploads'])
      await until(`${claim} is bound, so that it can grow`, async () => {
        const found = await readObject(api, `PersistentVolumeClaim/store-s0/${claim}`);
        return (found?.['status'] as { phase?: string } | undefined)?.phase === 'Bound';
      });
    const { cluster, volumes } = storeIn(await planned({ 'stores/s0.yaml': storeFile('s0', 'plan: large') }), 's0');
    assert.equal(volumes.grow.length, 2);
    assert.deepEqual(cluster.refused, []);
    const [unchecked] = cluster.unchecked;
    assert.match(unchecked?.why ?? '', /the quota refuses it as it is now/);
    assert.ok(unchecked?.objects.every((id) => id.startsWith('PersistentVolumeClaim/store-s0/')));
  });

  it('does not take a missing right for a refusal', async () => {
    const reader = await connect({ kubeconfig: await plane.kubeconfigFor('reader'), userAgent: 'urumi-test' });
    try {
      await letRead(api);
      const mayRead = async () => (await refusalOf(readObject(reader, 'Namespace//default'))) === undefined;
      await until('the API server knows of the right to read', mayRead);
      const report = await planned({ 'stores/s0.yaml': storeFile('s0', 'title: Flowers') }, reader);
      const { cluster, objects } = storeIn(report, 's0');
      assert.deepEqual([cluster.checked, cluster.refused], [0, []]);
      const [unchecked] = cluster.unchecked;
      assert.match(unchecked?.why ?? '', /no right to patch/);
      assert.equal(unchecked?.objects.length, 1 + objects.created.length + objects.changed.length);
      assert.equal(report.conclusion, 'success');
    } finally {
      await reader.close();
    }
  });
});

async function forbidHosts(api: Connection): Promise<void> {
  const name = 'no-forbidden-hosts';
  const spec = {
    matchConstraints: {
      resourceRules: [
        { apiGroups: ['networking.k8s.io'], apiVersions: ['v1'], resources: ['ingresses'], operations: ['*'] },
      ],
    },
    validations: [
      {
        expression: "object.spec.rules.all(rule, !rule.host.startsWith('forbidden'))",
        message: 'no forbidden hosts here',
      },
    ],
  };
  const group = 'admissionregistration.k8s.io/v1';
  await applyObject(api, { apiVersion: group, kind: 'ValidatingAdmissionPolicy', metadata: { name }, spec });
  await applyObject(api, {
    apiVersion: group,
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name },
    spec: { policyName: name, validationActions: ['Deny'] },
  });
}

async function letRead(api: Connection): Promise<void> {
  const rbac = 'rbac.authorization.k8s.io';
  await applyObject(api, {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRole',
    metadata: { name: 'reader' },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] }],
  });
  await applyObject(api, {
    apiVersion: `${rbac}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'reader' },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'reader' },
    subjects: [{ apiGroup: rbac, kind: 'User', name: 'reader' }],
  });
}

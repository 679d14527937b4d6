import assert from 'node:assert/strict';
import { applyObject } from '../cluster/apply.ts';
import { connect, type Connection } from '../cluster/connect.ts';
import type { ApiRequest } from '../cluster/connection.ts';
import { isApiError } from '../cluster/errors.ts';
import { readObject } from '../cluster/read.ts';
import { planLive } from '../plan/live/plan-live.ts';
import type { PlanReport } from '../plan/plan-report.ts';
import { putStore } from '../plan/testing/put-store.ts';
import { inputOf, readerOf, storeFile, type Files } from '../plan/testing/scene.ts';
import { startControlPlane, type ControlPlane } from '../sandbox/control-plane.ts';
import { serviceAccount } from '../sandbox/control-plane/credentials.ts';
import { annotations, apiVersion, labels, managedByUrumi, namespaceOf, systemNamespace } from '../synth/spec/names.ts';
import { applied, merge, post, remove } from '../test/admission/hand-edit.ts';
import { permissionsOf, usedPermissions } from '../test/harness/permissions.ts';
import { refusalOf } from '../test/harness/refusal-of.ts';
import { until } from '../test/harness/until.ts';
import { plannerRole, plannerRules, plannerSystemRules } from './access/planner-rules.ts';
import { webhookAccount } from './access/webhook-rules.ts';
import { install } from './install.ts';

const hand = 'test-hand';
const { fleet } = inputOf({}, {});
const base: Files = { 'stores/there.yaml': storeFile('there') };
/** Between them, stores of every kind of object; their namespaces are there, and empty. */
const wished: Files = {
  'stores/there.yaml': storeFile('there', 'title: Flowers'),
  'stores/woo.yaml': storeFile('woo', 'plan: large'),
  'stores/medusa.yaml': storeFile('medusa', 'plan: large').replace('woocommerce', 'medusa'),
  'stores/new.yaml': storeFile('new'),
};

describe('plans by the account of the webhook', function () {
  this.timeout(90_000);
  let plane: ControlPlane;
  let admin: Connection;
  let webhook: Connection;
  const { user, groups } = serviceAccount(systemNamespace, webhookAccount);

  before(async () => {
    plane = await startControlPlane({ scheduler: false, kwok: false, audit: true });
    admin = await connect({ kubeconfig: await plane.kubeconfigFor(hand, ['system:masters']), userAgent: 'test' });
    webhook = await connect({ kubeconfig: await plane.kubeconfigFor(user, groups), userAgent: 'webhook' });
    await install(admin, { trusted: [hand] });
    const { name, spec } = fleet;
    await applyObject(admin, { apiVersion, kind: 'Fleet', metadata: { name, namespace: systemNamespace }, spec });
    await putStore(admin, { path: 'stores/there.yaml', text: storeFile('there'), fleet });
    for (const store of ['woo', 'medusa']) {
      const owned = { [labels.managedBy]: managedByUrumi, [labels.store]: store };
      const metadata = { name: namespaceOf(store), labels: owned };
      await applyObject(admin, { apiVersion: 'v1', kind: 'Namespace', metadata });
    }
  });
  after(async () => {
    await webhook?.close();
    await admin?.close();
    await plane?.stop();
  });

  const planned = (): Promise<PlanReport> =>
    planLive(inputOf(base, wished), { api: webhook, read: readerOf(base, wished) });

  const changesIn = ({ stores }: PlanReport): number =>
    stores.reduce((sum, { objects }) => sum + 1 + objects.created.length + objects.changed.length, 0);

  /** Refused, and not for want of a right. What Git keeps is refused by another policy too: of several the API server names any. */
  async function isBounded(request: ApiRequest, keptByGit = false): Promise<void> {
    const refusal = await refusalOf(webhook.request(request));
    const expected = keptByGit ? /ValidatingAdmissionPolicy 'urumi-/ : /urumi-webhook-bounds.*must be a dry run/;
    assert.match(refusal ?? 'it was let through', expected, `${request.method} ${request.path}: ${refusal}`);
  }

  /** Of either binding. */
  async function rightsCount(): Promise<void> {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'probe', namespace: 'default' } };
    const store = { apiVersion, kind: 'Store', metadata: { name: 'probe', namespace: systemNamespace } };
    for (const object of [config, { ...store, spec: { engine: 'woocommerce' } }])
      await until(
        `a dry run of a ${object.kind} is let`,
        async () => (await refusalOf(applyObject(webhook, object, { dryRun: true }))) === undefined,
      );
  }

  it('say of every change that it was not checked, and why, where nobody gave it the right to', async () => {
    const report = await planned();
    assert.equal(report.conclusion, 'success');
    assert.deepEqual(report.cluster, { checked: 0, refused: 0, unchecked: changesIn(report), drifted: 0 });
    const reasons = report.stores.flatMap(({ cluster }) => cluster?.unchecked.map(({ why }) => why) ?? []);
    for (const why of reasons) assert.match(why, /^whoever asks (has no right to patch|may not see what is there)/);
  });

  it('wake a fleet, and change nothing else of it', async () => {
    const path = `/apis/urumi.dev/v1alpha1/namespaces/${systemNamespace}/fleets/${fleet.name}`;
    const elsewhere = merge(path, { spec: { source: { url: 'https://evil.example/stores.git' } } });
    let tries = 0;
    await until('the policy holds', async () => {
      const probe = merge(path, { metadata: { annotations: { probe: `${++tries}` } } });
      return /urumi-webhook-bounds/.test((await refusalOf(webhook.request(probe))) ?? '');
    });
    await isBounded(elsewhere);
    await isBounded(merge(path, { metadata: { annotations: { [annotations.approvedClosures]: 'abc=99' } } }));
    await isBounded(merge(path, { metadata: { finalizers: ['example.com/hold'] } }));
    await webhook.request(merge(path, { metadata: { annotations: { [annotations.reconcileAt]: 'now' } } }));
  });

  it('check every change, with the rights that --planner gives and no others, and store nothing', async () => {
    await install(admin, { trusted: [hand], planner: true });
    await rightsCount();
    const mark = await plane.audit.mark();
    const report = await planned();
    const { checked = 0, refused, unchecked = 0 } = report.cluster ?? {};
    assert.equal(refused, 0, JSON.stringify(report.stores.map(({ cluster }) => cluster?.refused)));
    assert.equal(checked + unchecked, changesIn(report));
    const whys = report.stores.flatMap(({ cluster }) => cluster?.unchecked.map(({ why }) => why) ?? []);
    assert.deepEqual(whys, ['its namespace does not exist yet']);
    assert.equal(await readObject(admin, 'Namespace//store-new'), undefined);
    assert.equal(await readObject(admin, 'Deployment.apps/store-woo/web'), undefined);

    const permitted = [
      ...permissionsOf(plannerRules(), 'everywhere'),
      ...permissionsOf(plannerSystemRules(), 'system'),
    ];
    const reading = ['list stores.urumi.dev in', 'list fleets.urumi.dev in'];
    const requests = (await plane.audit.requests(mark)).filter((request) => request.user === user);
    const { used, missing } = usedPermissions(requests, new Set(permitted));
    const unknown = [...missing].filter((need) => !reading.some((known) => need.startsWith(known)));
    assert.deepEqual(unknown, [], 'missing');
    const unused = permitted.filter((permission) => !used.has(permission));
    assert.deepEqual(unused, [], 'never used');
  });

  it('write nothing with those rights, anywhere', async () => {
    const config = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'urumi-store-manager' };
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'x' },
      roleRef,
    };
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces';
    const store = { apiVersion, kind: 'Store', metadata: { name: 'x' }, spec: { engine: 'woocommerce' } };
    const stores = `/apis/urumi.dev/v1alpha1/namespaces/${systemNamespace}/stores`;
    const metadata = { name: 'x', namespace: 'default' };
    await webhook.request(
      applied('/api/v1/namespaces/default/configmaps/x', { ...config, metadata }, { dryRun: 'All' }),
    );
    for (const namespace of ['default', 'kube-system', 'store-there', systemNamespace]) {
      const isKept = namespace === 'store-there';
      await isBounded(post(`/api/v1/namespaces/${namespace}/configmaps`, config), isKept);
      await isBounded(post(`${rbac}/${namespace}/rolebindings`, binding), isKept);
    }
    await isBounded(post('/api/v1/namespaces', { metadata: { name: 'store-x' } }), true);
    await isBounded(merge('/api/v1/namespaces/kube-system', { metadata: { labels: { a: 'b' } } }));
    await isBounded(merge('/apis/apps/v1/namespaces/store-there/deployments/web', { spec: { replicas: 0 } }), true);
    await isBounded(post(stores, store), true);
    await isBounded(merge(`${stores}/there`, { spec: { suspended: true } }), true);
    // What it has no right to either, whatever the policy says.
    for (const path of [`${stores}/there`, '/api/v1/namespaces/store-there', '/api/v1/namespaces/default/configmaps/x'])
      await assert.rejects(webhook.request(remove(path)), (error) => isApiError(error, 'Forbidden'));
  });

  it('lose them when Urumi is installed without --planner', async () => {
    await install(admin, { trusted: [hand] });
    assert.equal(await readObject(admin, `ClusterRoleBinding.rbac.authorization.k8s.io//${plannerRole}`), undefined);
    const unchecked = async (): Promise<boolean> => (await planned()).cluster?.checked === 0;
    await until('nothing is checked any more', unchecked, { intervalMs: 200 });
  });
});

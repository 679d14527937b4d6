import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connect, type Connection } from '../cluster/connect.ts';
import { isApiError } from '../cluster/errors.ts';
import { serviceAccount } from '../sandbox/control-plane/credentials.ts';
import { startControlPlane, type ControlPlane } from '../sandbox/control-plane.ts';
import { controllerAccount, storeManagerRole } from '../synth/isolation/access.ts';
import { fleetSpecSchema } from '../synth/spec/fleet.ts';
import { labels, managedByUrumi, namespaceOf, systemNamespace } from '../synth/spec/names.ts';
import { storeSpecSchema } from '../synth/spec/store.ts';
import { synthesise } from '../synth/synthesise.ts';
import { applyObject } from '../cluster/apply.ts';
import { refusalOf } from '../test/harness/refusal-of.ts';
import { until } from '../test/harness/until.ts';
import { install } from './install.ts';

const store = 'demo-shop';
const namespace = namespaceOf(store);
const owned = { [labels.managedBy]: managedByUrumi, [labels.store]: store };

describe('install', function () {
  this.timeout(60_000);
  let plane: ControlPlane;
  let admin: Connection;
  let controller: Connection;

  before(async () => {
    plane = await startControlPlane({ scheduler: false, kwok: false });
    admin = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'test' });
    await install(admin);
    const account = serviceAccount(systemNamespace, controllerAccount);
    const kubeconfig = await plane.kubeconfigFor(account.user, account.groups);
    controller = await connect({ kubeconfig, userAgent: 'test' });
    await policyHolds();
  });
  after(async () => {
    await controller.close();
    await admin.close();
    await plane.stop();
  });

  const manifest = (kind: string, apiVersion: string, metadata: object, rest: object = {}) =>
    ({ apiVersion, kind, metadata, ...rest }) as Parameters<typeof applyObject>[1];
  const bindingTo = (role: string, inNamespace: string) =>
    manifest(
      'RoleBinding',
      'rbac.authorization.k8s.io/v1',
      { name: 'store-manager', namespace: inNamespace, labels: owned },
      {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
        subjects: [{ kind: 'ServiceAccount', name: controllerAccount, namespace: systemNamespace }],
      },
    );
  const forbidden = (work: Promise<unknown>, message = /forbidden|denied/i) =>
    assert.rejects(work, (error) => isApiError(error, 'Forbidden', 'Invalid') && message.test(error.detail));

  const dryRun = (object: Parameters<typeof applyObject>[1]) => applyObject(controller, object, { dryRun: true });

  async function policyHolds(): Promise<void> {
    const stranger = manifest('Namespace', 'v1', { name: 'stranger' });
    const holds = async () => /urumi-controller-bounds/.test((await refusalOf(dryRun(stranger))) ?? '');
    await until('the policy holds', holds);
  }

  async function bindingCounts(): Promise<void> {
    const probe = manifest('ServiceAccount', 'v1', { name: 'probe', namespace, labels: owned });
    await until('the binding counts', async () => (await refusalOf(dryRun(probe))) === undefined);
  }

  it('changes nothing the second time', async () => {
    const before = await admin.request<{ metadata: { resourceVersion: string } }>({
      method: 'GET',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/stores.urumi.dev',
    });
    await install(admin);
    const after = await admin.request<typeof before>({
      method: 'GET',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/stores.urumi.dev',
    });
    assert.equal(after.metadata.resourceVersion, before.metadata.resourceVersion);
  });

  it('lets the controller make a whole store: namespace, binding, then everything in it', async () => {
    const fleet = fleetSpecSchema.parse({
      source: { url: 'http://git.example/stores.git' },
      environment: { domain: 'shops.example' },
    });
    const synthesis = synthesise({ name: store, spec: storeSpecSchema.parse({ engine: 'woocommerce' }) }, fleet);
    const objects = synthesis.stages.flatMap((stage) => stage.objects.map(({ object }) => object));
    const rank = ({ kind }: { kind: string }) => ['Namespace', 'RoleBinding'].indexOf(kind) + 1 || 3;
    const [home, binding, ...rest] = objects.toSorted((a, b) => rank(a) - rank(b));
    for (const object of [home, binding]) if (object !== undefined) await applyObject(controller, object);
    await bindingCounts();
    for (const object of rest) await applyObject(controller, object);
    for (const { name } of synthesis.secrets) {
      const secret = manifest('Secret', 'v1', { name, namespace, labels: owned }, { data: { key: 'dmFsdWU=' } });
      await controller.request({ method: 'POST', path: `/api/v1/namespaces/${namespace}/secrets`, body: secret });
      await controller.request({ method: 'GET', path: `/api/v1/namespaces/${namespace}/secrets/${name}` });
    }
    for (const kind of ['pods', 'configmaps', 'persistentvolumeclaims', 'persistentvolumes', 'namespaces']) {
      await controller.request({ method: 'GET', path: `/api/v1/${kind}` });
    }
    await controller.request({ method: 'DELETE', path: `/apis/apps/v1/namespaces/${namespace}/deployments/web` });
  });

  it('keeps Secrets from the controller: it lists them nowhere, and reads them in its own places only', async () => {
    await forbidden(controller.request({ method: 'GET', path: '/api/v1/secrets' }));
    await forbidden(controller.request({ method: 'GET', path: `/api/v1/namespaces/${namespace}/secrets` }));
    await forbidden(controller.request({ method: 'GET', path: `/api/v1/namespaces/${systemNamespace}/secrets` }));
    await forbidden(controller.request({ method: 'GET', path: '/api/v1/namespaces/kube-system/secrets/any' }));
  });

  it('lets the controller bind its one role, in namespaces of stores only', async () => {
    await forbidden(applyObject(controller, bindingTo('cluster-admin', namespace)));
    await forbidden(applyObject(controller, bindingTo('edit', namespace)));
    await forbidden(applyObject(controller, bindingTo(storeManagerRole, 'kube-system')), /namespaces of its stores/);
    await forbidden(applyObject(controller, bindingTo(storeManagerRole, 'default')), /namespaces of its stores/);
  });

  it('keeps the controller from namespaces that are not stores of its own', async () => {
    const foreign = manifest('Namespace', 'v1', { name: 'kube-system', labels: { ...owned, [labels.store]: 'x' } });
    await forbidden(applyObject(controller, foreign), /makes no namespace|changes and deletes no namespace/);
    const disguised = manifest('Namespace', 'v1', { name: 'elsewhere', labels: owned });
    await forbidden(applyObject(controller, disguised), /makes no namespace/);
    await applyObject(admin, manifest('Namespace', 'v1', { name: 'store-theirs' }));
    const adopted = manifest('Namespace', 'v1', {
      name: 'store-theirs',
      labels: { ...owned, [labels.store]: 'theirs' },
    });
    await forbidden(applyObject(controller, adopted), /changes and deletes no namespace/);
    await forbidden(
      controller.request({ method: 'DELETE', path: '/api/v1/namespaces/store-theirs' }),
      /changes and deletes no namespace/,
    );
  });

  it('gives the controller no right to change anything elsewhere', async () => {
    const pod = manifest(
      'Pod',
      'v1',
      { name: 'p', namespace: 'default' },
      { spec: { containers: [{ name: 'c', image: 'i' }] } },
    );
    await forbidden(applyObject(controller, pod));
    await forbidden(controller.request({ method: 'DELETE', path: '/api/v1/namespaces/kube-system/configmaps/any' }));
    await forbidden(controller.request({ method: 'DELETE', path: '/apis/apps/v1/namespaces/default/deployments/any' }));
    await forbidden(
      controller.request({
        method: 'DELETE',
        path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/stores.urumi.dev',
      }),
    );
    await forbidden(
      controller.request({ method: 'DELETE', path: '/apis/rbac.authorization.k8s.io/v1/clusterroles/admin' }),
    );
  });

  it('lets people through by the one line of docs/admission.md, keeps its own processes bound, and takes it back', async () => {
    const text = await readFile(new URL('../docs/admission.md', import.meta.url), 'utf8');
    const [, kind, labelSelector = ''] = /^kubectl delete (\w+) -l '([^']+)'$/m.exec(text) ?? [];
    assert.equal(kind, 'validatingadmissionpolicybinding');
    const path = `/apis/admissionregistration.k8s.io/v1/${kind}s`;
    const names = async (): Promise<string[]> => {
      const { items } = await admin.request<{ items: { metadata: { name: string } }[] }>({ method: 'GET', path });
      return items.map(({ metadata }) => metadata.name);
    };
    const byHand = () =>
      refusalOf(
        admin.request({
          method: 'PATCH',
          path: `/api/v1/namespaces/${namespace}/services/web`,
          query: { dryRun: 'All' },
          contentType: 'application/merge-patch+json',
          body: { metadata: { labels: { team: 'retail' } } },
        }),
      );
    const all = await names();
    const isRefused = async () => /kept by Git/.test((await byHand()) ?? '');
    await until('people are refused', isRefused);
    await admin.request({ method: 'DELETE', path, query: { labelSelector } });
    await until('nobody is refused', async () => (await byHand()) === undefined);
    assert.deepEqual(await names(), ['urumi-controller-bounds', 'urumi-webhook-bounds']);
    assert.match((await refusalOf(dryRun(manifest('Namespace', 'v1', { name: 'stranger' })))) ?? '', /bounds/);
    await install(admin);
    assert.deepEqual(await names(), all);
    await until('people are refused again', isRefused);
  });

  it('lets the controller delete the namespace of a store', async () => {
    await controller.request({ method: 'DELETE', path: `/api/v1/namespaces/${namespace}` });
  });
});

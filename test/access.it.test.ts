import assert from 'node:assert/strict';
import { applyObject } from '../cluster/apply.ts';
import { createObject } from '../cluster/create.ts';
import { kindInfo, apiVersionOf } from '../cluster/kinds.ts';
import { objectId, parseObjectId } from '../cluster/object-id.ts';
import type { KubeObject } from '../cluster/object.ts';
import { removeObject } from '../cluster/remove.ts';
import { controllerRules, storeManagerRules, systemRules } from '../install/access/controller-rules.ts';
import { labels, managedByUrumi, namespaceOf, systemNamespace } from '../synth/spec/names.ts';
import type { InventoryEntry } from '../synth/spec/store.ts';
import { at, merge } from './admission/hand-edit.ts';
import { Bed } from './harness/bed.ts';
import { controllerRequests } from './harness/controller-requests.ts';
import { permissionsOf, usedPermissions } from './harness/permissions.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

/** The smallest objects of each kind that a store may have: an earlier Urumi made them, this one does not want them. No claims: data is never pruned. */
function leftOvers(namespace: string): KubeObject[] {
  const metadata = {
    name: 'left-over',
    namespace,
    labels: { [labels.managedBy]: managedByUrumi, [labels.store]: 'one' },
  };
  const pod = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } };
  const selector = { matchLabels: { left: 'over' } };
  const template = { metadata: { labels: { left: 'over' } }, spec: { containers: pod.spec.containers } };
  const specs: readonly (readonly [kind: string, group: string, rest: object])[] = [
    ['ConfigMap', '', {}],
    ['ServiceAccount', '', {}],
    ['Service', '', { spec: { ports: [{ port: 80 }] } }],
    ['ResourceQuota', '', { spec: {} }],
    ['LimitRange', '', { spec: { limits: [] } }],
    ['Deployment', 'apps', { spec: { replicas: 0, selector, template } }],
    ['StatefulSet', 'apps', { spec: { replicas: 0, serviceName: 'db', selector, template } }],
    ['Job', 'batch', { spec: { suspend: true, template: pod } }],
    ['CronJob', 'batch', { spec: { schedule: '0 0 1 1 *', suspend: true, jobTemplate: { spec: { template: pod } } } }],
    ['NetworkPolicy', 'networking.k8s.io', { spec: { podSelector: selector } }],
    ['Ingress', 'networking.k8s.io', { spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } } }],
    ['PodDisruptionBudget', 'policy', { spec: { selector, maxUnavailable: 1 } }],
    [
      'RoleBinding',
      'rbac.authorization.k8s.io',
      { roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' } },
    ],
  ];
  return specs.map(([kind, group, rest]) => {
    return Object.assign({ apiVersion: apiVersionOf(kindInfo(kind, group)), kind, metadata }, rest);
  });
}

describe('the rights of the controller', function () {
  this.timeout(400_000);
  let bed: Bed;

  before(async () => {
    bed = await Bed.start();
    await applyObject(bed.api, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'stores-repo', namespace: systemNamespace },
      stringData: { token: 'not-a-secret' },
    });
    const source = { url: bed.git.url('stores'), interval: '1s', secretRef: { name: 'stores-repo' } };
    await bed.applyFleet({ source });
    // Nothing of this store may run. Its StatefulSet does not say why it waits, so its Events are read.
    const stuck = { [labels.managedBy]: managedByUrumi, [labels.store]: 'stuck' };
    await createObject(bed.api, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'store-stuck', labels: stuck },
    });
    const metadata = { name: 'none', namespace: 'store-stuck' };
    await createObject(bed.api, { apiVersion: 'v1', kind: 'ResourceQuota', metadata, spec: { hard: { pods: '0' } } });
  });
  after(() => bed?.[Symbol.asyncDispose]());

  /** Deletes one object of each kind that the stores consist of, as nobody should, and waits until all are there again. */
  async function spoil(...stores: readonly string[]): Promise<void> {
    const spared = new Set(['Namespace', 'PersistentVolumeClaim']);
    const lost = new Set<string>();
    for (const store of stores) {
      const oneOfEach = new Map(
        ((await bed.status(store))?.inventory ?? []).map((entry) => [parseObjectId(entry.id).kind, entry]),
      );
      const doomed = [...oneOfEach].flatMap(([kind, entry]) => (spared.has(kind) ? [] : [entry]));
      await Promise.all(doomed.map(({ id, uid }) => removeObject(bed.api, id, { uid, propagation: 'Background' })));
      for (const { uid } of doomed) lost.add(uid);
    }
    for (const store of stores) {
      const isWhole = async (): Promise<boolean> => {
        const status = await bed.status(store);
        return status?.phase === 'Ready' && !status.inventory.some(({ uid }) => lost.has(uid));
      };
      await until(`all of ${store} is there again`, isWhole, { timeoutMs: 120_000, tell: () => bed.controller.output });
    }
  }

  async function remember(store: string, entries: readonly InventoryEntry[]): Promise<void> {
    const known = (await bed.status(store))?.inventory ?? [];
    await bed.api.request(
      merge(`${at.own(`stores/${store}`)}/status`, { status: { inventory: [...known, ...entries] } }),
    );
  }

  async function everythingThatItDoes(): Promise<void> {
    await bed.startController();
    // Of this engine and plan are those that have autoscalers.
    const gone = storeFile('gone', { deletion: 'Delete', plan: 'large' }).replace('woocommerce', 'medusa');
    await bed.push({
      'stores/one.yaml': storeFile('one'),
      'stores/gone.yaml': gone,
      'stores/stuck.yaml': storeFile('stuck'),
    });
    await Promise.all(['one', 'gone'].map((name) => bed.untilPhase(name, 'Ready', 150_000)));

    const larger = { spec: { resources: { requests: { storage: '8Gi' } } } };
    await bed.api.request(merge('/api/v1/namespaces/store-one/persistentvolumeclaims/db-data', larger));
    await spoil('one', 'gone');
    await bed.api.request(merge(at.own('stores/one'), { spec: { suspended: true } }));
    await until('the edit is undone', async () => (await bed.store('one'))?.spec?.['suspended'] === false);
    await bed.push({
      'stores/one.yaml': `${storeFile('one')}  rotate: {application: "again"}\n`,
      'stores/gone.yaml': null,
      'stores/bad.yaml': 'kind: Nothing\n',
    });
    await until('gone is gone', async () => (await bed.store('gone')) === undefined, { timeoutMs: 120_000 });
    await bed.untilPhase('one', 'Ready');

    await bed.controller.end('SIGTERM');
    const made = await Promise.all(leftOvers(namespaceOf('one')).map((object) => createObject(bed.api, object)));
    await remember(
      'one',
      made.map((object) => ({ id: objectId(object), uid: object.metadata.uid ?? '', digest: 'x', version: '' })),
    );
    await bed.startController();
    const ids = made.map((object) => objectId(object));
    let left: readonly string[] = ids;
    const lessAndLess = async (): Promise<boolean> => {
      const inventory = (await bed.status('one'))?.inventory ?? [];
      left = ids.filter((id) => inventory.some((entry) => entry.id === id));
      return left.length === 0;
    };
    const tell = (): string => `${left.join(', ')}\n${bed.controller.output}`;
    await until('nothing is left over', lessAndLess, { timeoutMs: 120_000, tell });
    await bed.push({ 'stores/one.yaml': null });
    await bed.untilPhase('one', 'Closed');
    const isExplained = async () =>
      /exceeded quota/.test((await bed.status('stuck'))?.conditions.map(({ message }) => message).join(' ') ?? '');
    await until('its Events say why stuck waits', isExplained, { timeoutMs: 90_000 });
  }

  it('are those that it uses and no others, and it asks for nothing else', async () => {
    await everythingThatItDoes();
    const permitted = [
      ...permissionsOf(controllerRules(), 'everywhere'),
      ...permissionsOf(systemRules(), 'system'),
      ...permissionsOf(storeManagerRules(), 'store'),
    ];
    assert.deepEqual(
      permitted.filter((permission, index) => permitted.indexOf(permission) !== index),
      [],
      'no permission stands twice',
    );
    const requests = await controllerRequests(bed);
    const { used, missing } = usedPermissions(requests, new Set(permitted));
    assert.deepEqual([...missing], [], 'missing');
    assert.deepEqual(
      permitted.filter((permission) => !used.has(permission)),
      [],
      'never used',
    );
  });
});

import assert from 'node:assert/strict';
import { applyObject } from '../cluster/apply.ts';
import { createObject } from '../cluster/create.ts';
import { pathOf } from '../cluster/kinds.ts';
import type { KubeObject } from '../cluster/object.ts';
import { readObject } from '../cluster/read.ts';
import { removeObject } from '../cluster/remove.ts';
import { labels, managedByUrumi } from '../synth/spec/names.ts';
import type { StoreStatus } from '../synth/spec/store.ts';
import { Bed } from './harness/bed.ts';
import { controllerRequests } from './harness/controller-requests.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

const ours = (store: string) => ({ [labels.store]: store, [labels.managedBy]: managedByUrumi });

describe('a hostile or broken cluster', function () {
  this.timeout(400_000);
  let bed: Bed;

  before(async () => {
    bed = await Bed.start();
    await bed.startController();
    await bed.push({ 'stores/first.yaml': storeFile('first'), 'stores/second.yaml': storeFile('second') });
    await Promise.all(['first', 'second'].map((name) => bed.untilPhase(name, 'Ready', 60_000)));
  });

  after(() => bed[Symbol.asyncDispose]());

  /** Waits until the store is Stalled for that reason. @returns the message */
  async function untilStalled(store: string, reason: string, message = /./): Promise<string> {
    let last: StoreStatus | undefined;
    const ask = async (): Promise<string | undefined> => {
      last = await bed.status(store);
      const stalled = last?.conditions.find(({ type, status }) => type === 'Stalled' && status === 'True');
      return stalled?.reason === reason && message.test(stalled.message) ? stalled.message : undefined;
    };
    return until(`${store} is Stalled: ${reason} ${String(message)}`, ask, {
      timeoutMs: 60_000,
      tell: () => `${JSON.stringify(last?.conditions)}\n${bed.controller.output}`,
    });
  }

  async function remove(id: string): Promise<void> {
    const { uid = '' } = (await readObject(bed.api, id))?.metadata ?? {};
    await removeObject(bed.api, id, { uid, propagation: 'Background' });
    await until(`${id} is gone`, async () => (await readObject(bed.api, id))?.metadata.uid !== uid);
  }

  /** Puts another object in the place of one, as somebody does with `kubectl replace --force`. The controller must not run. */
  async function replace(id: string, change: (object: KubeObject) => void): Promise<string> {
    const object = await readObject(bed.api, id);
    assert.ok(object !== undefined, id);
    const { name, namespace = '', labels: kept = {} } = object.metadata;
    await remove(id);
    const replacement: KubeObject = { ...object, metadata: { name, namespace, labels: kept } };
    delete replacement['status'];
    change(replacement);
    return (await createObject(bed.api, replacement)).metadata.uid ?? '';
  }

  const uidOf = async (id: string): Promise<string | undefined> => (await readObject(bed.api, id))?.metadata.uid;
  const volumes = (store: string) =>
    Promise.all(['db-data', 'uploads'].map((claim) => uidOf(`PersistentVolumeClaim/store-${store}/${claim}`)));
  const change = (id: string, body: object) =>
    bed.api.request({ method: 'PATCH', path: pathOf(id), contentType: 'application/merge-patch+json', body });

  it('leaves a namespace alone that is not ours, says so, and goes on when it has gone', async () => {
    await createObject(bed.api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'store-taken' } });
    const theirs = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'store-env', namespace: 'store-taken' } };
    await createObject(bed.api, { ...theirs, data: { theirs: 'x' } });
    await bed.push({ 'stores/taken.yaml': storeFile('taken') });
    const message = await untilStalled('taken', 'NamespaceTaken');
    assert.match(
      message,
      /Namespace store-taken: .*urumi\.dev\/store=taken.*rename the store, or remove the namespace/,
    );
    assert.equal((await readObject(bed.api, 'Namespace//store-taken'))?.metadata.labels?.[labels.store], undefined);
    assert.deepEqual((await bed.object('taken', 'ConfigMap', 'store-env'))?.['data'], { theirs: 'x' });
    assert.equal(await bed.object('taken', 'ResourceQuota', 'run'), undefined);
    await remove('Namespace//store-taken');
    await bed.untilPhase('taken', 'Ready', 90_000);
  });

  it('takes over no ConfigMap that was there before, though its fields clash with none of ours', async () => {
    const home = { name: 'store-named', labels: ours('named') };
    await createObject(bed.api, { apiVersion: 'v1', kind: 'Namespace', metadata: home });
    const metadata = { name: 'store-env', namespace: 'store-named' };
    const created = await createObject(bed.api, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { theirs: 'x' },
    });
    const web = await createObject(bed.api, deploymentOf('store-named', 'web'));
    await bed.push({ 'stores/named.yaml': storeFile('named') });
    assert.match(
      await untilStalled('named', 'NameTaken', /ConfigMap/),
      /ConfigMap store-env: .*kubectl delete configmap store-env -n store-named/,
    );
    const config = await bed.object('named', 'ConfigMap', 'store-env');
    assert.deepEqual(
      [config?.metadata.uid, config?.['data'], config?.metadata.labels],
      [created.metadata.uid, { theirs: 'x' }, undefined],
    );
    await remove('ConfigMap/store-named/store-env');
    assert.match(
      await untilStalled('named', 'NameTaken', /Deployment/),
      /Deployment web: .*kubectl delete deployment web/,
    );
    assert.equal(await uidOf('Deployment.apps/store-named/web'), web.metadata.uid);
    assert.equal((await bed.object('named', 'Deployment.apps', 'web'))?.metadata.labels, undefined);
    await remove('Deployment.apps/store-named/web');
    await bed.untilPhase('named', 'Ready', 90_000);
  });

  it('closes and purges a store that never got its names without touching what was in its way', async () => {
    await createObject(bed.api, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'store-theirs' } });
    const metadata = { name: 'kept', namespace: 'store-theirs' };
    await createObject(bed.api, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { theirs: 'x' } });
    const home = { name: 'store-half', labels: ours('half') };
    await createObject(bed.api, { apiVersion: 'v1', kind: 'Namespace', metadata: home });
    const web = await createObject(bed.api, deploymentOf('store-half', 'web'));
    const files = {
      'stores/theirs.yaml': storeFile('theirs', { deletion: 'Delete' }),
      'stores/half.yaml': storeFile('half'),
    };
    await bed.push(files);
    await untilStalled('theirs', 'NamespaceTaken');
    await untilStalled('half', 'NameTaken', /Deployment web/);
    await bed.push({ 'stores/theirs.yaml': null, 'stores/half.yaml': null });
    await until('the Store is gone', async () => (await bed.store('theirs')) === undefined, { timeoutMs: 60_000 });
    await bed.untilPhase('half', 'Closed', 60_000);
    assert.deepEqual((await bed.object('theirs', 'ConfigMap', 'kept'))?.['data'], { theirs: 'x' });
    assert.equal((await readObject(bed.api, 'Namespace//store-theirs'))?.metadata.deletionTimestamp, undefined);
    assert.equal(await uidOf('Deployment.apps/store-half/web'), web.metadata.uid);
  });

  it('notices that another field manager fights with it, names it, slows down, and wins when the other stops', async () => {
    const settings = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'store-env', namespace: 'store-first' },
      data: { WORDPRESS_DB_HOST: 'elsewhere' },
    };
    const host = async () => {
      const config = await bed.object('first', 'ConfigMap', 'store-env');
      return (config?.['data'] as Record<string, string> | undefined)?.['WORDPRESS_DB_HOST'];
    };
    const fights = new AbortController();
    const fight = (async () => {
      while (!fights.signal.aborted) {
        if ((await host()) !== 'elsewhere') await applyObject(bed.api, settings, { manager: 'helm' });
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    try {
      const message = await untilStalled('first', 'Contested');
      assert.match(message, /ConfigMap store-env: field manager "helm" keeps changing what Git says/);
      const mark = bed.plane.audit.mark();
      await new Promise((resolve) => setTimeout(resolve, 5_000));
      const repairs = (await controllerRequests(bed, await mark)).filter(
        ({ verb, name }) => verb === 'patch' && name === 'store-env',
      );
      assert.ok(repairs.length <= 6, `${repairs.length} repairs in 5 s`);
    } finally {
      fights.abort();
      await fight;
    }
    await until('the ConfigMap is as Git says', async () => (await host()) === 'db', { timeoutMs: 60_000 });
    await bed.untilPhase('first', 'Ready', 60_000);
  });

  it('says which field cannot be changed and what to remove, and deletes nothing by itself', async () => {
    const before = await volumes('first');
    const setup = (await bed.status('first'))?.inventory.find(({ id }) => id.includes('/setup-'))?.id ?? '';
    await bed.controller.end('SIGTERM');
    const replaced = new Map([
      ['Service/store-first/db', await replace('Service/store-first/db', withClusterIp)],
      ['StatefulSet.apps/store-first/db', await replace('StatefulSet.apps/store-first/db', withServiceName)],
      [setup, await replace(setup, withOtherTemplate)],
      ['Deployment.apps/store-first/web', await replace('Deployment.apps/store-first/web', withOtherSelector)],
    ]);
    await bed.startController();
    const fields = ['spec.clusterIP', 'spec', 'spec.template', 'spec.selector'];
    for (const [id, uid] of replaced) {
      const [kind = ''] = id.split(/[./]/);
      const message = await untilStalled('first', 'ImmutableField', new RegExp(`^${kind} `));
      assert.ok(message.includes(fields.shift() ?? ''), message);
      assert.match(message, new RegExp(`kubectl delete ${kind.toLowerCase()} `));
      assert.equal(await uidOf(id), uid, 'it is still the one that somebody made');
      await remove(id);
    }
    await bed.untilPhase('first', 'Ready', 90_000);
    assert.deepEqual(await volumes('first'), before);
  });

  it('names storage class and claim when a volume cannot grow, serves on, and grows it when it can', async () => {
    const className = 'kwok-volume';
    const size = async () => {
      const claim = await bed.object('second', 'PersistentVolumeClaim', 'db-data');
      return (claim?.['spec'] as { resources: { requests: { storage: string } } } | undefined)?.resources.requests
        .storage;
    };
    const small = await size();
    await change(`StorageClass.storage.k8s.io//${className}`, { allowVolumeExpansion: false });
    await bed.push({ 'stores/second.yaml': storeFile('second', { plan: 'medium' }) });
    const message = await untilStalled('second', 'VolumeCannotGrow');
    assert.match(message, /StorageClass "kwok-volume" of claim (db-data|uploads) does not allow it/);
    assert.match(message, /meanwhile the shop goes on as revision [0-9a-f]{7} left it/);
    assert.equal(await size(), small);
    await change(`StorageClass.storage.k8s.io//${className}`, { allowVolumeExpansion: true });
    await until('the volume has grown', async () => (await size()) !== small, { timeoutMs: 60_000 });
    await bed.untilPhase('second', 'Ready', 90_000);
  });

  it('generates nothing over a volume whose Secret is gone, and goes on when it is restored', async () => {
    const secret = (await bed.object('second', 'Secret', 'store-db')) as KubeObject;
    await bed.push({ 'stores/second.yaml': null });
    await bed.untilPhase('second', 'Closed', 60_000);
    await remove('Secret/store-second/store-db');
    await bed.push({ 'stores/second.yaml': storeFile('second', { plan: 'medium' }) });
    const message = await untilStalled('second', 'SecretMissing');
    assert.match(
      message,
      /volume db-data needs Secret store-second\/store-db, which is gone: restore it from a backup/,
    );
    assert.equal(await bed.object('second', 'Secret', 'store-db'), undefined);
    const { name, namespace = '', labels: kept = {} } = secret.metadata;
    await createObject(bed.api, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, labels: kept },
      data: secret['data'],
    });
    await bed.untilPhase('second', 'Ready', 90_000);
    assert.deepEqual((await bed.object('second', 'Secret', 'store-db'))?.['data'], secret['data']);
  });

  it('makes no empty volume in place of one that is gone, though its Secret is there', async () => {
    const secret = (await bed.object('second', 'Secret', 'store-db'))?.['data'];
    await bed.push({ 'stores/second.yaml': null });
    await bed.untilPhase('second', 'Closed', 60_000);
    await remove('PersistentVolumeClaim/store-second/db-data');
    await bed.push({ 'stores/second.yaml': storeFile('second', { plan: 'medium' }) });
    const message = await untilStalled('second', 'VolumeLost');
    assert.match(message, /PersistentVolumeClaim db-data: .*restore it from a backup/);
    assert.equal(await bed.object('second', 'PersistentVolumeClaim', 'db-data'), undefined);
    assert.equal(await bed.object('second', 'StatefulSet.apps', 'db'), undefined);
    assert.deepEqual((await bed.object('second', 'Secret', 'store-db'))?.['data'], secret);
  });
});

function deploymentOf(namespace: string, name: string): KubeObject {
  const theirs = { app: 'theirs' };
  const template = {
    metadata: { labels: theirs },
    spec: { containers: [{ name: 'c', image: 'example.com/theirs:1' }] },
  };
  const spec = { replicas: 0, selector: { matchLabels: theirs }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace }, spec };
}

interface PodHolder {
  serviceName?: string;
  clusterIP?: string;
  clusterIPs?: string[];
  selector?: { matchLabels?: Record<string, string> };
  template: { metadata: { labels: Record<string, string> } };
}

const specOf = (object: KubeObject): PodHolder => object['spec'] as PodHolder;

function withClusterIp(service: KubeObject): void {
  const { clusterIP: _one, clusterIPs: _all, ...spec } = specOf(service);
  service['spec'] = spec;
}

function withServiceName(statefulSet: KubeObject): void {
  specOf(statefulSet).serviceName = 'elsewhere';
}

function withOtherSelector(deployment: KubeObject): void {
  const spec = specOf(deployment);
  spec.selector = { matchLabels: { ...spec.selector?.matchLabels, tier: 'theirs' } };
  spec.template.metadata.labels['tier'] = 'theirs';
}

/** A Job's selector and the labels that go with it are the API server's. */
function withOtherTemplate(job: KubeObject): void {
  const { selector: _selector, ...spec } = specOf(job);
  const kept = Object.entries(spec.template.metadata.labels).filter(([name]) => !/controller-uid|job-name/.test(name));
  job['spec'] = {
    ...spec,
    template: { ...spec.template, metadata: { labels: { ...Object.fromEntries(kept), tier: 'theirs' } } },
  };
}

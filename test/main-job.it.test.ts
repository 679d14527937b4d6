import assert from 'node:assert/strict';
import { applyObject } from '../cluster/apply.ts';
import { removeObject } from '../cluster/remove.ts';
import { listObjects } from '../cluster/list.ts';
import { kindInfo } from '../cluster/kinds.ts';
import { Bed } from './harness/bed.ts';
import { controllerRequests } from './harness/controller-requests.ts';
import { readyDelays } from './harness/ready-delays.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

describe('the main job: a file becomes a store, and a revert closes it', function () {
  this.timeout(400_000);
  let bed: Bed;

  before(async () => {
    bed = await Bed.start();
    await bed.startController();
  });

  after(() => bed[Symbol.asyncDispose]());

  const data = async (store: string, name: string) => (await bed.object(store, 'Secret', name))?.['data'];
  const volumes = async (store: string) =>
    Promise.all(
      ['db-data', 'uploads'].map(
        async (claim) => (await bed.object(store, 'PersistentVolumeClaim', claim))?.metadata.uid,
      ),
    );

  it('opens a store soon after the push', async () => {
    await bed.push({ 'stores/first.yaml': storeFile('first') });
    const status = await bed.untilPhase('first', 'Ready', 40_000);
    assert.deepEqual(
      status.stages.map(({ name, state }) => `${name} ${state}`),
      [
        'guards Ready',
        'config Ready',
        'database Ready',
        'setup Ready',
        'application Ready',
        'ingress Ready',
        'validation Ready',
      ],
    );
    assert.equal(status.url, 'http://first.shops.test');
    assert.equal(status.file, 'stores/first.yaml');
    assert.equal(status.revision, await bed.repository.head());
  });

  it('says that it is Ready as soon as its last object is', async () => {
    const [delay = Infinity] = await readyDelays(bed, ['first']);
    assert.ok(delay < 1_000, `${delay} ms`);
  });

  it('says so in Events of the Store', async () => {
    const reasons: unknown[] = [];
    for await (const event of listObjects(bed.api, kindInfo('Event', 'events.k8s.io'), { namespace: 'urumi-system' })) {
      if ((event['regarding'] as { name?: string }).name === 'first') reasons.push(event['reason']);
    }
    assert.ok(reasons.includes('Ready'), reasons.join(' '));
  });

  it('closes it when the commit is reverted, and keeps its data; reopens it with the same data', async () => {
    await bed.push({ 'stores/second.yaml': storeFile('second') });
    await bed.untilPhase('second', 'Ready', 60_000);
    const [uids, secret] = [await volumes('second'), await data('second', 'store-db')];
    await bed.push({ 'stores/second.yaml': null }, 'Revert "Open second"');
    const closed = await bed.untilPhase('second', 'Closed', 60_000);
    assert.ok(closed.purgeAt !== undefined);
    assert.equal(await bed.object('second', 'Deployment.apps', 'web'), undefined);
    assert.equal(await bed.object('second', 'Ingress.networking.k8s.io', 'web'), undefined);
    assert.deepEqual(await volumes('second'), uids);
    await bed.push({ 'stores/second.yaml': storeFile('second') }, 'Revert "Revert "Open second""');
    await bed.untilPhase('second', 'Ready', 60_000);
    assert.deepEqual(await volumes('second'), uids);
    assert.deepEqual(await data('second', 'store-db'), secret);
  });

  it('brings back a Deployment that was deleted by hand, and one that was edited', async () => {
    const web = async () => bed.object('first', 'Deployment.apps', 'web');
    const { uid = '' } = (await web())?.metadata ?? {};
    const deletedAt = Date.now();
    await removeObject(bed.api, 'Deployment.apps/store-first/web', { uid, propagation: 'Background' });
    await until('the Deployment is back', async () => ((await web())?.metadata.uid ?? uid) !== uid, {
      timeoutMs: 5_000,
    });
    assert.ok(Date.now() - deletedAt < 5_000);
    await bed.untilPhase('first', 'Ready', 60_000);

    const edit = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'store-first' },
      spec: { replicas: 3 },
    };
    await applyObject(bed.api, edit, { manager: 'somebody' });
    const replicas = async () => ((await web())?.['spec'] as { replicas?: number } | undefined)?.replicas;
    await until('the Deployment has one replica again', async () => (await replicas()) === 1, { timeoutMs: 5_000 });
  });

  it('mends a ConfigMap, a quota and a lost owner label', async () => {
    const settings = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'store-env', namespace: 'store-first' },
      data: { WORDPRESS_DB_HOST: 'elsewhere' },
    };
    await applyObject(bed.api, settings, { manager: 'somebody' });
    const host = async () =>
      ((await bed.object('first', 'ConfigMap', 'store-env'))?.['data'] as Record<string, string> | undefined)?.[
        'WORDPRESS_DB_HOST'
      ];
    await until('the ConfigMap is as it was', async () => (await host()) !== 'elsewhere', { timeoutMs: 5_000 });

    await bed.api.request({
      method: 'PATCH',
      path: '/api/v1/namespaces/store-first/services/web',
      contentType: 'application/merge-patch+json',
      body: { metadata: { labels: { 'urumi.dev/store': null } } },
    });
    const label = async () => (await bed.object('first', 'Service', 'web'))?.metadata.labels?.['urumi.dev/store'];
    await until('the label is back', async () => (await label()) === 'first', { timeoutMs: 5_000 });
  });

  it('holds an invalid file back, says where and what, and goes on with the others', async () => {
    await bed.push({
      'stores/first.yaml': storeFile('first').replace('plan: small', 'plan: huge'),
      'stores/third.yaml': storeFile('third'),
    });
    await bed.untilPhase('third', 'Ready', 60_000);
    const first = await until('first is stalled', async () => {
      const status = await bed.status('first');
      return status?.conditions.some(({ type, status: is }) => type === 'Stalled' && is === 'True') === true
        ? status
        : undefined;
    });
    assert.equal(first.phase, 'Ready');
    assert.match(
      first.conditions.find(({ type }) => type === 'Stalled')?.message ?? '',
      /stores\/first\.yaml:7:\d+: .*small/,
    );
    await bed.push({ 'stores/first.yaml': storeFile('first') });
    await until('first is no longer stalled', async () => {
      const status = await bed.status('first');
      return status?.conditions.every(({ type, status: is }) => type !== 'Stalled' || is === 'False');
    });
  });

  it('takes over the volumes of a Store object that was deleted, though its file now asks for less', async () => {
    await bed.push({ 'stores/grown.yaml': storeFile('grown', { plan: 'medium' }) });
    await bed.untilPhase('grown', 'Ready', 60_000);
    const uids = await volumes('grown');
    const { uid = '' } = (await bed.store('grown'))?.metadata ?? {};
    const revision = await bed.push({ 'stores/grown.yaml': storeFile('grown') });
    await until('the smaller file is held', async () => (await bed.fleet()).status?.['head'] === revision);
    assert.equal((await bed.store('grown'))?.spec?.['plan'], 'medium');
    await removeObject(bed.api, 'Store.urumi.dev/urumi-system/grown', { uid, propagation: 'Background' });
    await until(
      'the Store is there again, and Ready',
      async () => (await bed.store('grown'))?.metadata.uid !== uid && (await bed.status('grown'))?.phase === 'Ready',
      { timeoutMs: 60_000, tell: () => bed.controller.output },
    );
    assert.equal((await bed.store('grown'))?.spec?.['plan'], 'small');
    assert.deepEqual(await volumes('grown'), uids);
  });

  it('deletes all of a store that says so, volumes included', async () => {
    await bed.push({ 'stores/fleeting.yaml': storeFile('fleeting', { deletion: 'Delete' }) });
    await bed.untilPhase('fleeting', 'Ready', 60_000);
    const ours = async () => {
      const names: string[] = [];
      for await (const volume of listObjects(bed.api, kindInfo('PersistentVolume'))) {
        const claim = (volume['spec'] as { claimRef?: { namespace?: string } }).claimRef;
        if (claim?.namespace === 'store-fleeting') names.push(volume.metadata.name);
      }
      return names;
    };
    assert.equal((await ours()).length, 2);
    await bed.push({ 'stores/fleeting.yaml': null });
    await until('the Store is gone', async () => (await bed.store('fleeting')) === undefined, {
      timeoutMs: 60_000,
      tell: () => bed.controller.output,
    });
    assert.equal(await bed.object('fleeting', 'Namespace', ''), undefined);
    assert.deepEqual(await ours(), []);
  });

  it('has written the status of no store more than once a second, one borrowed second apart', async () => {
    const due = new Map<string, number>();
    const requests = await controllerRequests(bed);
    for (const { name, at } of requests.filter(({ resource }) => resource === 'stores.urumi.dev/status')) {
      const next = due.get(name) ?? at;
      assert.ok(at >= next - 1_050, `${name}: ${next - at} ms before its time`);
      due.set(name, Math.max(next, at) + 1_000);
    }
    assert.ok(due.size >= 4);
  });

  it('ends within a few seconds of SIGTERM, with exit code 0', async () => {
    assert.equal(await bed.controller.end('SIGTERM'), 0, bed.controller.output);
  });
});

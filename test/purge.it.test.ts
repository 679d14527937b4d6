import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { kindInfo, pathOf } from '../cluster/kinds.ts';
import { listObjects } from '../cluster/list.ts';
import type { KubeObject } from '../cluster/object.ts';
import { readObject } from '../cluster/read.ts';
import { Bed } from './harness/bed.ts';
import { controllerRequests } from './harness/controller-requests.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

describe('closing and purging', function () {
  this.timeout(400_000);
  let bed: Bed;
  const names = ['ordered', 'returns', 'stuck', 'kept'];
  const files = Object.fromEntries(
    names.map((name) => [`stores/${name}.yaml`, storeFile(name, name === 'ordered' ? {} : { deletion: 'Delete' })]),
  );

  before(async () => {
    bed = await Bed.start({ fleet: { limits: { closuresPerRevision: 10 } } });
    await bed.startController();
    await bed.push(files);
    await Promise.all(names.map((name) => bed.untilPhase(name, 'Ready', 90_000)));
  });

  after(() => bed[Symbol.asyncDispose]());

  const close = (name: string) => bed.push({ [`stores/${name}.yaml`]: null });
  const setFinalizers = (id: string, finalizers: readonly string[]) =>
    bed.api.request({
      method: 'PATCH',
      path: pathOf(id),
      contentType: 'application/merge-patch+json',
      body: { metadata: { finalizers } },
    });
  const finalizersOf = async (id: string) => (await readObject(bed.api, id))?.metadata.finalizers ?? [];
  const gone = (name: string) =>
    until(`${name} is gone`, async () => (await bed.store(name)) === undefined, {
      timeoutMs: 90_000,
      tell: () => bed.controller.output,
    });

  /** Waits until the store is being purged and says that. @returns the message */
  async function untilItSays(name: string, text: RegExp): Promise<string> {
    let last = '';
    const ask = async (): Promise<string | undefined> => {
      const status = await bed.status(name);
      last = status?.conditions.find(({ type }) => type === 'Ready')?.message ?? '';
      return status?.phase === 'Purging' && text.test(last) ? last : undefined;
    };
    return until(`${name} says ${String(text)}`, ask, { timeoutMs: 60_000, tell: () => last });
  }

  async function volumesOf(name: string): Promise<KubeObject[]> {
    const found: KubeObject[] = [];
    for await (const volume of listObjects(bed.api, kindInfo('PersistentVolume'))) {
      const { claimRef } = volume['spec'] as { claimRef?: { namespace?: string } };
      if (claimRef?.namespace === `store-${name}`) found.push(volume);
    }
    return found;
  }

  it('shuts customers out before it stops the shop, and the shop before its database; then no pod is left', async () => {
    const mark = await bed.plane.audit.mark();
    await close('ordered');
    await bed.untilPhase('ordered', 'Closed', 60_000);
    const deletions = (await controllerRequests(bed, mark)).filter(({ verb }) => verb === 'delete');
    const at = (resource: string) => deletions.findIndex((request) => request.resource.startsWith(resource));
    const order = ['ingresses', 'cronjobs', 'deployments', 'statefulsets', 'services'].map(at);
    assert.ok(order[0] === 0 && order.every((index, i) => i === 0 || index > (order[i - 1] ?? -1)), String(order));
    for await (const pod of listObjects(bed.api, kindInfo('Pod'), { namespace: 'store-ordered' }))
      assert.fail(`${pod.metadata.name} still takes room`);
    assert.equal((await volumesOf('ordered')).length, 2);
    assert.equal((await bed.status('ordered'))?.volumes.length, 2);
  });

  it('names the finalizer that holds a purge and the object that it is on; a file that returns waits, then opens a new store', async () => {
    const config = 'ConfigMap/store-returns/store-env';
    const home = (await bed.object('returns', 'Namespace', ''))?.metadata.uid;
    const secret = (await bed.object('returns', 'Secret', 'store-db'))?.['data'];
    await setFinalizers(config, ['example.com/held']);
    await close('returns');
    await untilItSays(
      'returns',
      /ConfigMap store-env \(is being deleted; waits for the finalizers example\.com\/held\)/,
    );
    await untilItSays('returns', /Namespace store-returns \(.*NamespaceFinalizersRemaining: .*example\.com\/held in 1/);
    await bed.push({ 'stores/returns.yaml': storeFile('returns') });
    const isWaiting = async () =>
      (((await bed.fleet()).status?.['conditions'] ?? []) as { reason?: string }[]).some(
        ({ reason }) => reason === 'WaitingForPurge',
      );
    await until('the fleet says that it waits for the purge', isWaiting);
    await sleep(2_000);
    assert.deepEqual(await finalizersOf(config), ['example.com/held'], 'nobody takes it off but its owner');
    assert.equal((await bed.object('returns', 'Namespace', ''))?.metadata.uid, home);
    await setFinalizers(config, []);
    await bed.untilPhase('returns', 'Ready', 90_000);
    assert.notEqual((await bed.object('returns', 'Namespace', ''))?.metadata.uid, home);
    assert.notDeepEqual((await bed.object('returns', 'Secret', 'store-db'))?.['data'], secret);
  });

  it('names a pod that does not end, and its node', async () => {
    await setFinalizers('Pod/store-stuck/db-0', ['example.com/held']);
    await close('stuck');
    await untilItSays(
      'stuck',
      /Pod db-0 \(is being deleted, has time until \S+; on node \S+; waits for the finalizers/,
    );
    assert.notEqual(
      await bed.object('stuck', 'PersistentVolumeClaim', 'db-data'),
      undefined,
      'its volume waits for it',
    );
    await setFinalizers('Pod/store-stuck/db-0', []);
    await gone('stuck');
    assert.equal(await bed.object('stuck', 'Namespace', ''), undefined);
    assert.deepEqual(await volumesOf('stuck'), []);
  });

  it('lists volumes that stay because their reclaim policy is Retain, also in the status of a store of that name', async () => {
    for (const { metadata } of await volumesOf('kept')) {
      await bed.api.request({
        method: 'PATCH',
        path: pathOf(`PersistentVolume//${metadata.name}`),
        contentType: 'application/merge-patch+json',
        body: { spec: { persistentVolumeReclaimPolicy: 'Retain' } },
      });
    }
    await close('kept');
    await gone('kept');
    const kept = (await volumesOf('kept')).map(({ metadata }) => metadata.name);
    assert.equal(kept.length, 2);
    const notes: string[] = [];
    for await (const event of listObjects(bed.api, kindInfo('Event', 'events.k8s.io'), { namespace: 'urumi-system' }))
      if (event['reason'] === 'VolumesKept') notes.push(String(event['note']));
    assert.equal(notes.length, 1);
    assert.ok(
      kept.every((name) => notes[0]?.includes(name)),
      notes[0],
    );
    await bed.push({ 'stores/kept.yaml': storeFile('kept') });
    const { volumes } = await bed.untilPhase('kept', 'Ready', 90_000);
    const released = volumes.filter((volume) => volume.released === true).map(({ volume }) => volume);
    assert.deepEqual(new Set(released), new Set(kept));
    assert.equal(volumes.length, 4);
  });
});

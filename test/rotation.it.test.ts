import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { kindInfo } from '../cluster/kinds.ts';
import { listObjects } from '../cluster/list.ts';
import type { KubeObject } from '../cluster/object.ts';
import { Bed } from './harness/bed.ts';
import { controllerRequests } from './harness/controller-requests.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

type Data = Readonly<Record<string, string>>;

describe('rotation of secrets', function () {
  this.timeout(400_000);
  let bed: Bed;
  /** Every value that a Secret of the store ever had, in clear. */
  const values = new Set<string>();

  before(async () => {
    bed = await Bed.start();
    await bed.startController();
    await bed.push({ 'stores/shop.yaml': storeFile('shop') });
    await bed.untilPhase('shop', 'Ready', 60_000);
  });

  after(() => bed[Symbol.asyncDispose]());

  const push = (rotate: string, rest: { title?: string } = {}) =>
    bed.push({ 'stores/shop.yaml': `${storeFile('shop', rest)}  rotate: ${rotate}\n` });

  async function secret(name: string): Promise<Data> {
    const data = ((await bed.object('shop', 'Secret', name))?.['data'] ?? {}) as Data;
    for (const [key, value] of Object.entries(data))
      if (key !== 'rotation') values.add(Buffer.from(value, 'base64').toString());
    return data;
  }

  async function secrets(): Promise<Record<'db' | 'salts' | 'admin', Data>> {
    const [db, salts, admin] = await Promise.all(['store-db', 'store-salts', 'store-admin'].map(secret));
    assert.ok(db !== undefined && salts !== undefined && admin !== undefined);
    return { db, salts, admin };
  }

  /** Waits until the store is Ready as of that revision. */
  const untilReady = (revision: string) =>
    until(
      `revision ${revision} is Ready`,
      async () => {
        const status = await bed.status('shop');
        return status?.phase === 'Ready' && status.readyRevision === revision;
      },
      { timeoutMs: 120_000, tell: () => bed.controller.output },
    );

  async function jobs(): Promise<KubeObject[]> {
    const found: KubeObject[] = [];
    for await (const job of listObjects(bed.api, kindInfo('Job', 'batch'), { namespace: 'store-shop' }))
      if (job.metadata.name.startsWith('rotate-')) found.push(job);
    return found;
  }

  const templateOf = async () => {
    const web = await bed.object('shop', 'Deployment.apps', 'web');
    return JSON.stringify((web?.['spec'] as { template: unknown } | undefined)?.template);
  };

  it('changes the password of the database and the keys of the application, and what reads them restarts', async () => {
    const [before, template] = [await secrets(), await templateOf()];
    const mark = await bed.plane.audit.mark();
    await untilReady(await push('{database: "1", application: "1"}'));
    const after = await secrets();
    assert.notEqual(after.db['password'], before.db['password']);
    assert.equal(after.db['root-password'], before.db['root-password']);
    assert.equal(after.db['next-password'], undefined);
    for (const [key, value] of Object.entries(before.salts)) assert.notEqual(after.salts[key], value, key);
    assert.deepEqual(after.admin, before.admin);
    assert.notEqual(await templateOf(), template);
    assert.equal((await jobs()).length, 1);

    const requests = await bed.plane.audit.requests(mark);
    const at = (matches: (request: (typeof requests)[number]) => boolean) => requests.findLastIndex(matches);
    const completed = at(
      ({ verb, resource, name }) => verb === 'update' && resource === 'jobs.batch/status' && name.startsWith('rotate-'),
    );
    const promoted = at(
      ({ verb, resource, name }) => verb === 'patch' && resource === 'secrets' && name === 'store-db',
    );
    const restarted = at(
      ({ verb, resource, name }) => verb === 'patch' && resource === 'deployments.apps' && name === 'web',
    );
    assert.ok(completed < promoted && promoted < restarted, `${completed} ${promoted} ${restarted}`);
    const patches = (await controllerRequests(bed, mark)).filter(
      ({ verb, resource }) => verb === 'patch' && resource === 'secrets',
    );
    assert.deepEqual(
      patches.map(({ name }) => name).toSorted((a, b) => a.localeCompare(b)),
      ['store-db', 'store-db', 'store-salts'],
    );
  });

  it('does so once for each value: another change of the file, and a restart, change no Secret', async () => {
    const before = await secrets();
    await untilReady(await push('{database: "1", application: "1"}', { title: 'Another title' }));
    await bed.controller.end('SIGKILL');
    await bed.startController();
    await untilReady(await push('{database: "1", application: "1"}', { title: 'A third title' }));
    assert.deepEqual(await secrets(), before);
    assert.equal((await jobs()).length, 1);
  });

  it('converges when the controller is killed at any moment, with one new password and not two', async () => {
    for (const round of [2, 3, 4]) {
      const before = await secrets();
      const passwords = new Set([before.db['password']]);
      const nexts = new Set<string | undefined>();
      const revision = await push(`{database: "${round}", application: "1"}`);
      for (const moment of [700, 1_100, 1_600, 2_300]) {
        await sleep(moment);
        await bed.controller.end('SIGKILL');
        const { password, 'next-password': next } = await secret('store-db');
        passwords.add(password);
        nexts.add(next);
        await bed.startController();
      }
      await untilReady(revision);
      const { db, salts } = await secrets();
      passwords.add(db['password']);
      nexts.delete(undefined);
      assert.equal(passwords.size, 2, 'the old one and the new one');
      assert.ok(nexts.size <= 1 && (nexts.size === 0 || nexts.has(db['password'])));
      assert.equal(db['next-password'], undefined);
      assert.equal(Buffer.from(db['rotation'] ?? '', 'base64').toString(), String(round));
      assert.deepEqual(salts, before.salts);
      assert.equal((await jobs()).length, 1);
    }
  });

  it('finishes what was begun when the file no longer asks for it', async () => {
    const before = await secrets();
    await push('{database: "5", application: "1"}');
    await until('the next password is there', async () => (await secret('store-db'))['next-password'] !== undefined, {
      timeoutMs: 60_000,
    });
    const next = (await secret('store-db'))['next-password'];
    const revision = await push('{application: "1"}');
    const isFinished = async (): Promise<boolean> => (await secret('store-db'))['next-password'] === undefined;
    await until('the rotation is finished', isFinished, { timeoutMs: 60_000, tell: () => bed.controller.output });
    await untilReady(revision);
    const { db, salts } = await secrets();
    assert.notEqual(db['password'], before.db['password']);
    if (next !== undefined) assert.equal(db['password'], next);
    assert.deepEqual(salts, before.salts);
    await until('its Job is gone', async () => (await jobs()).length === 0, { timeoutMs: 60_000 });
  });

  it('refuses a name that it does not know, and lists those that it knows', async () => {
    await push('{databse: "1"}');
    const message = await until('the file is refused', async () => {
      const stalled = (await bed.status('shop'))?.conditions.find(({ type }) => type === 'Stalled');
      return stalled?.status === 'True' ? stalled.message : undefined;
    });
    assert.match(message, /stores\/shop\.yaml:8:\d+: .*rotate.*must be one of application, database/);
  });

  it('shows no value in specs, statuses, Events or its log', async () => {
    await secrets();
    const shown = [bed.controller.output, JSON.stringify(await bed.store('shop'))];
    for (const [kind, group] of [
      ['Job', 'batch'],
      ['Deployment', 'apps'],
      ['ConfigMap', ''],
      ['Pod', ''],
    ] as const) {
      for await (const object of listObjects(bed.api, kindInfo(kind, group), { namespace: 'store-shop' }))
        shown.push(JSON.stringify(object));
    }
    for await (const event of listObjects(bed.api, kindInfo('Event', 'events.k8s.io')))
      shown.push(JSON.stringify(event));
    const text = shown.join('\n');
    assert.ok(values.size > 15 && shown.length > 20);
    for (const value of values)
      assert.ok(!text.includes(value) && !text.includes(Buffer.from(value).toString('base64')));
  });
});

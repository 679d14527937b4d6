import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { kindInfo } from '../cluster/kinds.ts';
import { listObjects } from '../cluster/list.ts';
import { Bed } from './harness/bed.ts';
import { storeFiles, storeName } from './harness/store-file.ts';

const stores = 20;
const kills = 6;
/** Moments in ms after the start of the controller: chosen anew in each run, printed with a failure. */
const moments = Array.from({ length: kills }, () => 300 + Math.floor(Math.random() * 3_000));

describe(`kill -9 of the controller while ${stores} stores are provisioned, after ${moments.join(', ')} ms`, function () {
  this.timeout(600_000);
  let bed: Bed;

  before(async () => {
    bed = await Bed.start();
  });

  after(() => bed[Symbol.asyncDispose]());

  it('always converges: no leaked namespace, no second Job, no changed Secret', async () => {
    const secrets = new Map<string, string>();
    const rememberSecrets = async (): Promise<void> => {
      for (const [key, value] of await secretsOf(bed)) {
        assert.equal(secrets.get(key) ?? value, value, `${key} has changed`);
        secrets.set(key, value);
      }
    };
    await bed.push(storeFiles('shop', stores));
    for (const moment of moments) {
      const controller = await bed.startController();
      await sleep(moment);
      await controller.end('SIGKILL');
      await rememberSecrets();
    }
    await bed.startController();
    for (let index = 0; index < stores; index++) await bed.untilPhase(storeName('shop', index), 'Ready', 300_000);
    await rememberSecrets();
    assert.equal(secrets.size, stores * 3);

    const namespaces: string[] = [];
    for await (const { metadata } of listObjects(bed.api, kindInfo('Namespace')))
      if (metadata.name.startsWith('store-')) namespaces.push(metadata.name);
    assert.equal(namespaces.length, stores);
    assert.deepEqual(await jobsPerStore(bed), new Map(namespaces.map((name) => [name, 'setup validate'])));
  });

  it('leaves nothing of the stores when they go', async () => {
    const gone = Object.fromEntries(Object.keys(storeFiles('shop', stores)).map((file) => [file, null]));
    await bed.applyFleet({ limits: { closuresPerRevision: stores } });
    await bed.push(gone);
    for (let index = 0; index < stores; index++) await bed.untilPhase(storeName('shop', index), 'Closed', 200_000);
    assert.equal((await jobsPerStore(bed)).size, 0);
  });
});

async function secretsOf(bed: Bed): Promise<Map<string, string>> {
  const secrets = new Map<string, string>();
  for await (const secret of listObjects(bed.api, kindInfo('Secret'))) {
    const { namespace = '', name } = secret.metadata;
    if (namespace.startsWith('store-')) secrets.set(`${namespace}/${name}`, JSON.stringify(secret['data']));
  }
  return secrets;
}

/** Names of the Jobs of each store without their hashes; those of the CronJob do not count. */
async function jobsPerStore(bed: Bed): Promise<Map<string, string>> {
  const jobs = new Map<string, string[]>();
  for await (const { metadata } of listObjects(bed.api, kindInfo('Job', 'batch'))) {
    if (metadata.ownerReferences !== undefined) continue;
    const { namespace = '', name } = metadata;
    jobs.set(namespace, [...(jobs.get(namespace) ?? []), name.replace(/-[0-9a-f]{10}$/, '')]);
  }
  return new Map([...jobs].map(([namespace, names]) => [namespace, names.toSorted().join(' ')]));
}

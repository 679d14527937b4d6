import assert from 'node:assert/strict';
import { applyObject } from '../../cluster/apply.ts';
import { pathOf } from '../../cluster/kinds.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { readObject } from '../../cluster/read.ts';
import { removeObject } from '../../cluster/remove.ts';
import { namespaceOf } from '../../synth/spec/names.ts';
import { until } from '../harness/until.ts';
import { runInContainer } from './shops/in-container.ts';
import { killFirstStarts } from './shops/kill-first-start.ts';
import { OpenShop } from './shops/open-shop.ts';
import { sharedBed } from './shops/shared-bed.ts';
import type { ShopBed } from './shops/shop-bed.ts';
import type { Merged } from './shops/shop-bed.ts';

const minute = 60_000;
const manager = 'urumi-test';
const namespace = namespaceOf('lamps');
const nothingToDo = /^What to do:\n {2}nothing$/m;

const storageClass: KubeObject = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'fast' },
  provisioner: 'rancher.io/local-path',
  volumeBindingMode: 'WaitForFirstConsumer',
};
/** As a platform team puts it into every namespace. */
const foreignQuota: KubeObject = {
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'team', namespace },
  spec: { hard: { 'limits.memory': '64Mi' } },
};

/** Each trouble is the operator's or the node's, is told by `urumi explain`, and ends by itself when its cause does. */
describe('a shop in trouble', function () {
  this.timeout(10 * minute);
  let bed: ShopBed;
  let shop: OpenShop;
  let opened: Merged;
  let order: string;

  before(async () => {
    ({ bed } = await sharedBed());
    await bed.follow('trials', { storageClassName: 'fast', images: { registry: 'urumi.internal/nowhere' } });
    shop = new OpenShop(bed, 'lamps', 'trials');
    opened = await shop.change('Open lamps', {});
  });

  after(async () => {
    await shop?.remove();
  });

  const remove = async (id: string): Promise<void> => {
    const { uid = '' } = (await readObject(bed.api, id))?.metadata ?? {};
    await removeObject(bed.api, id, { uid, propagation: 'Background' });
  };
  const untilWell = async (): Promise<void> => {
    await bed.untilExplained('lamps', [/^Phase: +Ready/m, nothingToDo], 4 * minute);
    await shop.untilSeen();
    assert.equal(await shop.orderStatus(order), 'pending');
  };
  /** What an administrator of the database does in it, who is not asked for a password there. */
  const setPassword = async (password: string): Promise<void> => {
    const command = `psql -X -q -v ON_ERROR_STOP=1 -U medusa -d medusa -c "alter role medusa password '$0'"`;
    await runInContainer(bed.node.inside, await shop.party('postgres'), command, [password]);
  };

  it('whose volume waits for a storage class that is not there: the class is to be looked at, and its database starts when there is one', async () => {
    const waits = [/^Phase: +Provisioning/m, /^Because: +database: .*StatefulSet postgres: Unschedulable: /m];
    const text = await bed.untilExplained('lamps', waits, minute);
    assert.match(text, /What to do:\n {2}The volume of the pod is not there yet: .*environment\.storageClassName/);
    await applyObject(bed.api, storageClass, { manager });
  });

  it('whose database is killed twice while it first starts: it begins again, and is ready in the end', async () => {
    await killFirstStarts(shop, bed.node.folder.volumes, {
      component: 'postgres',
      sign: '18/docker/PG_VERSION',
      mark: '.first-start',
    });
    await bed.untilExplained('lamps', [/^Because: +setup: /m], 2 * minute);
    const [database] = await shop.pods('postgres');
    assert.equal(database?.restarts, 2);
  });

  it('whose image is nowhere: image and registry are named, and its setup starts when the fleet is corrected', async () => {
    const waits = [/^Because: +setup: .*ImagePull\w+: .*urumi\.internal\/nowhere\/medusa/m];
    const text = await bed.untilExplained('lamps', waits, minute);
    assert.match(text, /What to do:\n {2}The .*environment\.images in the fleet file/);
    await bed.follow('trials', { storageClassName: 'fast' });
    await until('the setup works', async () => (await shop.pods('setup')).some(({ isReady }) => isReady), {
      timeoutMs: 2 * minute,
      intervalMs: 200,
    });
  });

  it('whose setup is killed half way: another one brings the shop to the end, with a validated order', async () => {
    const [killed] = await shop.pods('setup');
    assert.ok(killed);
    await bed.api.request({ method: 'DELETE', path: pathOf(killed.id), body: { gracePeriodSeconds: 0 } });
    const text = await bed.untilExplained('lamps', [/^Because: +setup: .* 1 failed before/m], minute);
    assert.match(text, /^Phase: +Provisioning/m);
    await bed.untilReady('lamps', opened.revision, 5 * minute);
    const setups = await shop.pods('setup');
    assert.ok(setups.every(({ uid }) => uid !== killed.uid));
    await shop.untilSeen();
    order = await shop.buy();
  });

  it('whose database has another password than its Secret: told from a database that is away, and well when it has that again', async () => {
    await setPassword('another');
    // Those who are logged in stay so.
    const [server] = await shop.pods('server');
    await remove(server?.id ?? '');
    const refused = [/^Phase: +Degraded/m, /^Because: +application: .*password authentication failed/m];
    const text = await bed.untilExplained('lamps', refused, minute);
    assert.match(text, /What to do:\n {2}The database refuses the password of the store: /);
    await setPassword(await bed.secret('lamps', 'store-db', 'password'));
    await untilWell();
  });

  it('whose database finds no room in a quota of others: the quota is named, and the database comes back when that is gone', async () => {
    await applyObject(bed.api, foreignQuota, { manager });
    const [database] = await shop.pods('postgres');
    await remove(database?.id ?? '');
    const refused = [/^Phase: +Degraded/m, /^Because: +database: .*FailedCreate: .*exceeded quota: team/m];
    const text = await bed.untilExplained('lamps', refused, 2 * minute);
    assert.match(text, /What to do:\n {2}A quota that is not from Urumi leaves no room for the pods/);
    await remove(`ResourceQuota/${namespace}/team`);
    await untilWell();
  });

  it('whose database is to run an image that is nowhere: it is back, with its data, as soon as the fleet is corrected', async () => {
    await bed.follow('trials', { storageClassName: 'fast', images: { upstream: 'urumi.internal/nowhere' } });
    const refused = [/^Because: .*ImagePull\w+: .*urumi\.internal\/nowhere\/postgres/m];
    const text = await bed.untilExplained('lamps', refused, 2 * minute);
    assert.match(text, /What to do:\n {2}The .*environment\.images in the fleet file/);
    await bed.follow('trials', { storageClassName: 'fast' });
    await untilWell();
  });

  it('whose plan fits no node: the pod is named and what it lacks, and the shop is as before when the file is', async () => {
    const before = await shop.pods('postgres');
    await shop.change('Have a plan too large', { plan: 'large' });
    const text = await bed.untilExplained('lamps', [/Unschedulable: .*Insufficient cpu/], 4 * minute);
    assert.match(text, /What to do:\n {2}No node has room for the pod: add a node, choose a smaller plan/);
    const { revision } = await shop.change('Have a plan that fits', {});
    await bed.untilReady('lamps', revision, 4 * minute);
    assert.equal((await shop.pods('postgres')).length, before.length);
    await untilWell();
  });
});

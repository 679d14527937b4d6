import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { findWordPress, type WordPressTree } from '../engines/woocommerce/find-wordpress.ts';
import { skipWithout } from '../engines/skip-without.ts';
import { until } from '../harness/until.ts';
import { note } from './report.ts';
import { Customers, describeVisits, type Visits } from './shops/customers.ts';
import { describeStages } from './shops/describe-stages.ts';
import { askMariaDb } from './shops/mariadb.ts';
import { OpenShop } from './shops/open-shop.ts';
import { ask } from './shops/outside.ts';
import { parties } from './shops/reach.ts';
import { sharedBed } from './shops/shared-bed.ts';
import type { Merged, ShopBed } from './shops/shop-bed.ts';
import type { ShopChoices } from './shops/shop-file.ts';
import { validationReport } from './shops/validation-report.ts';
import { buyFromWooCommerce, wooCommerceOrderStatus } from './shops/woocommerce-customer.ts';

const minute = 60_000;

describe('a WooCommerce shop on a real node', function () {
  this.timeout(20 * minute);
  let bed: ShopBed;
  let shop: OpenShop;
  let tree: WordPressTree;
  let order: number;

  before(async function () {
    tree = skipWithout(this, findWordPress(process.env));
    ({ bed } = await sharedBed());
    shop = new OpenShop(bed, 'shirts');
  });

  const change = (title: string, choices: ShopChoices): Promise<Merged> =>
    shop.change(title, { engine: 'woocommerce', version: tree.version, ...choices });
  const keeper = async () => ({ user: 'shopkeeper', password: await bed.secret('shirts', 'store-admin', 'password') });
  const statusOf = async () => wooCommerceOrderStatus(bed.addressOf('shirts'), await keeper(), order);
  const look = (path: string) => ask(bed.node.address, 'shirts.shops.test', { path });
  const untilSeen = () =>
    until('customers see it', async () => (await look('/')).body.includes('Demo Tee'), {
      timeoutMs: minute,
      intervalMs: 200,
    });

  /** Has customers come while something happens, and counts what they did not get. */
  const under = async (what: string, work: () => Promise<void>): Promise<Record<string, Visits>> => {
    const customers = new Customers(bed.addressOf('shirts'), {
      page: { path: '/' },
      products: { path: '/wp-json/wc/store/v1/products' },
      static: { path: '/wp-includes/images/blank.gif' },
    });
    let visits: Record<string, Visits> = {};
    try {
      await sleep(1_000);
      await work();
      await untilSeen();
    } finally {
      visits = await customers.leave();
      for (const [kind, each] of Object.entries(visits)) note(`${what}, ${kind}: ${describeVisits(each)}`);
    }
    assert.equal(await statusOf(), 'processing');
    return visits;
  };

  it('opens when a pull request is merged, and has proven itself with an order by then', async () => {
    const { at: mergedAt } = await change('Open shirts', { deletion: 'Retain' });
    const { stages } = await bed.untilPhase('shirts', 'Ready', 10 * minute);
    note(`merge to validated order: ${((Date.now() - mergedAt) / 1000).toFixed(1)} s: ${describeStages(stages)}`);
    const { ok, status, unproven } = await validationReport(bed, 'shirts');
    assert.deepEqual({ ok, status, unproven }, { ok: true, status: 'processing', unproven: undefined });
  });

  it('sells to a customer from outside, over HTTPS, and its keeper sees the order in the admin pages', async () => {
    await untilSeen();
    order = await buyFromWooCommerce(bed.addressOf('shirts'));
    assert.equal(await statusOf(), 'processing');
    for (const shut of ['/wp-admin/install.php', '/xmlrpc.php', '/wp-cron.php', '/wp-config.php'])
      assert.equal((await look(shut)).status, 403, shut);
  });

  it('has its orders when its web server and its database are other pods', async () => {
    await under('web server deleted', () => shop.replacePod('web'));
    const before = await shop.pods('web');
    await under('database deleted', () => shop.replacePod('db'));
    const told = (list: typeof before) => list.map(({ uid, restarts }) => ({ uid, restarts }));
    assert.deepEqual(told(await shop.pods('web')), told(before));
  });

  it('has another database password after a rotation: the old one is refused, and the orders are there', async () => {
    const password = () => bed.secret('shirts', 'store-db', 'password');
    const login = (with_: string) =>
      askMariaDb(bed.node.inside, shop, { user: 'wordpress', password: with_ }, 'select count(*) from wp_wc_orders');
    const old = await password();
    assert.ok(Number(await login(old)) > 0);
    await under('rotation', async () => {
      const { revision } = await change('Rotate the password of shirts', { deletion: 'Retain', rotation: 'first' });
      await bed.untilReady('shirts', revision, 5 * minute);
    });
    assert.notEqual(await password(), old);
    await assert.rejects(login(old), /ERROR 1045/);
    assert.ok(Number(await login(await password())) > 0);
  });

  it('is closed by a revert, at once for customers, and has its orders when it opens again', async () => {
    const { at: mergedAt } = await bed.change('Close shirts', { 'stores/shirts.yaml': null });
    await until('the shop is away', async () => (await look('/')).status === 404, {
      timeoutMs: minute,
      intervalMs: 50,
    });
    note(`merge to 404: ${((Date.now() - mergedAt) / 1000).toFixed(1)} s`);
    await bed.untilPhase('shirts', 'Closed', 3 * minute);
    assert.deepEqual(parties(await bed.objects('shirts', 'Pod')), []);
    const { at: reopenedAt, revision } = await change('Open shirts again', { rotation: 'first' });
    await bed.untilReady('shirts', revision, 10 * minute);
    note(`merge to validated order: ${((Date.now() - reopenedAt) / 1000).toFixed(1)} s`);
    await untilSeen();
    assert.equal(await statusOf(), 'processing');
    await shop.remove();
  });
});

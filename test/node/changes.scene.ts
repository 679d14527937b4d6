import assert from 'node:assert/strict';
import { nameAlso } from './images/name-also.ts';
import { shopReferences, shopRegistry } from './images/shop-images.ts';
import { until } from '../harness/until.ts';
import { OpenShop } from './shops/open-shop.ts';
import { sharedBed } from './shops/shared-bed.ts';
import type { ShopBed } from './shops/shop-bed.ts';
import type { ShopChoices } from './shops/shop-file.ts';
import { whileCustomersAsk } from './shops/while-customers-ask.ts';

const minute = 60_000;

describe('a shop with two servers that is changed while customers are there', function () {
  this.timeout(15 * minute);
  let bed: ShopBed;
  let shop: OpenShop;
  let order: string;

  before(async () => {
    ({ bed } = await sharedBed());
    await bed.follow('pairs', { replicas: 2 });
    shop = await new OpenShop(bed, 'tables', 'pairs').open();
    order = await shop.buy();
  });

  after(async () => {
    // Two of everything: the scenes that follow have use for the room.
    await shop?.remove();
  });

  const under = (what: string, work: () => Promise<void>) => whileCustomersAsk(shop, { what, order, work });
  const changed = (title: string, choices: ShopChoices) => async (): Promise<void> => {
    const { revision } = await shop.change(title, choices);
    await bed.untilReady('tables', revision, 8 * minute);
  };

  it('loses no request when one of its servers goes, and none when one of its storefronts does', async () => {
    for (const component of ['server', 'storefront']) {
      const visits = await under(`${component} deleted`, () => shop.replacePod(component));
      for (const [kind, { asked, failed }] of Object.entries(visits)) {
        assert.ok(asked > 5, `${kind} was asked ${asked} times`);
        assert.equal(failed, 0, `${component} deleted, ${kind}: ${failed} failed`);
      }
    }
  });

  it('has a larger plan, and a smaller one again, with its orders: pages go on, and what asks the database waits for that alone', async () => {
    const ways = { medium: 'small to medium', small: 'medium to small' } as const;
    for (const [plan, what] of Object.entries(ways) as ['small' | 'medium', string][]) {
      const visits = await under(what, changed(`Have plan ${plan}`, { plan }));
      assert.equal(visits['static']?.failed, 0);
      // The database is one pod, whose size is the plan's.
      for (const kind of ['page', 'products'])
        assert.ok((visits[kind]?.failedForMs ?? Infinity) < 0.5 * minute, `${kind} failed for more than a database`);
      assert.equal((await shop.pods('server')).length, 2);
      assert.equal((await shop.pods('worker')).length, plan === 'medium' ? 1 : 0);
    }
  });

  it('keeps selling as it was when its file asks for a version that does not exist', async () => {
    const before = (await shop.pods('server')).map(({ uid }) => uid).toSorted();
    const visits = await under('unknown version', async () => {
      const { plan } = await shop.change('Have version 99', { version: '99.0.0' });
      assert.equal(plan.state, 'failure');
      assert.match(plan.comment, /99\.0\.0/);
      const text = await bed.untilExplained('tables', [/^Held: +.*99\.0\.0/m], minute);
      assert.match(text, /^Phase: +Ready/m);
      assert.match(text, /Correct pairs\/tables\.yaml/);
    });
    for (const { failed } of Object.values(visits)) assert.equal(failed, 0);
    await shop.change('Have the usual version', {});
    const text = await bed.untilExplained('tables', [/^What to do:\n {2}nothing$/m], minute);
    assert.doesNotMatch(text, /^Held:/m);
    assert.deepEqual((await shop.pods('server')).map(({ uid }) => uid).toSorted(), before);
  });

  it('keeps selling as it was when the images of an upgrade are missing, says which, and goes on when they are there', async () => {
    const before = (await shop.pods('server')).map(({ uid }) => uid).toSorted();
    const visits = await under('missing image', async () => {
      await bed.follow('pairs', { replicas: 2, images: { registry: 'urumi.internal/nowhere' } });
      const text = await bed.untilExplained('tables', [/urumi\.internal\/nowhere\/medusa/, /ImagePull/], 2 * minute);
      assert.match(text, /^Phase: +Ready/m);
      assert.match(text, /What to do:\n {2}The .*environment\.images in the fleet file/);
    });
    for (const { failed } of Object.values(visits)) assert.equal(failed, 0);
    assert.deepEqual((await shop.pods('server')).map(({ uid }) => uid).toSorted(), before);
    await bed.follow('pairs', { replicas: 2 });
    await bed.untilExplained('tables', [/^Phase: +Ready/m, /^What to do:\n {2}nothing$/m], 2 * minute);
    assert.deepEqual((await shop.pods('server')).map(({ uid }) => uid).toSorted(), before);
  });

  it('is upgraded to other images of its engine with its orders and without a failed request', async () => {
    const { medusa, storefront } = shopReferences;
    const registry = 'urumi.internal/next';
    const next = (reference: string): string => reference.replace(shopRegistry.registry, registry);
    await nameAlso(bed.node.inside, { [medusa]: next(medusa), [storefront]: next(storefront) });
    const visits = await under('upgrade', async () => {
      await bed.follow('pairs', { replicas: 2, images: { registry } });
      for (const [component, image] of Object.entries({ server: next(medusa), storefront: next(storefront) })) {
        const isUp = async () => {
          const pods = await shop.pods(component);
          return pods.length === 2 && pods.every((pod) => pod.isReady && pod.image === image);
        };
        await until(`every ${component} runs ${image}`, isUp, { timeoutMs: 5 * minute, intervalMs: 500 });
      }
      await bed.untilExplained('tables', [/^Phase: +Ready/m, /^What to do:\n {2}nothing$/m], minute);
    });
    for (const [kind, { asked, failed }] of Object.entries(visits)) {
      assert.ok(asked > 5, `${kind} was asked ${asked} times`);
      assert.equal(failed, 0, `upgrade, ${kind}: ${failed} failed`);
    }
  });
});

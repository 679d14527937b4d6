import assert from 'node:assert/strict';
import { until } from '../../../harness/until.ts';
import { buyTwoTees } from '../customer-order.ts';
import { type MedusaBed, small, succeeded, title } from '../medusa-bed.ts';

/** A server that customers and shopkeepers ask, whatever happens around it. Begins with starting it. */
export function serving(bed: () => MedusaBed): void {
  describe('serving', () => {
    it('is ready, with the title of its file, its sample products, and the key that it was given', async () => {
      bed().ask(await bed().start(small));
      assert.deepEqual((await bed().server.ask('/ready')).json, { database: 'ok', redis: 'ok' });
      const { json: stores } = await bed().asAdmin('/admin/stores?fields=name,*supported_currencies');
      assert.equal(stores.stores[0].name, title);
      assert.deepEqual(stores.stores[0].supported_currencies.map((each) => [each.currency_code, each.is_default])[0], [
        'eur',
        true,
      ]);
      const { json: listed } = await bed().asGuest('/store/products?fields=handle');
      assert.deepEqual(listed.products.map(({ handle }) => handle).sort(), ['demo-mug', 'demo-tee', 'demo-tote']);
      const { json: regions } = await bed().asGuest('/store/regions');
      assert.deepEqual(
        regions.regions.map((region) => [region.currency_code, region.countries.map(({ iso_2 }) => iso_2)]),
        [['eur', ['de']]],
      );
      assert.equal((await bed().server.ask('/app')).status, 200);
      assert.equal((await bed().server.ask('/store/regions')).status, 400, 'nobody gets in without a key');
    });

    it('sells: the script of the validation Job places an order, reads it, cancels it and leaves nothing behind', async () => {
      const { message } = succeeded(await bed().shop.validate(bed().server));
      assert.equal(message?.ok, true);
      assert.equal(message?.status, 'pending/authorized');
      assert.equal(message?.unproven, undefined);
      const { json } = await bed().asAdmin('/admin/orders?fields=status,email');
      assert.deepEqual(
        json.orders.map(({ status }) => status),
        ['archived'],
      );
      assert.equal((await bed().asAdmin('/admin/products?handle=urumi-validation')).json.count, 0);
    });

    it('shows its pages to customers by the storefront, which knew nothing of it when it was built', async function () {
      const folder = process.env['URUMI_TEST_STOREFRONT'];
      if (folder === undefined) return this.skip();
      const storefront = await bed().shop.startStorefront(bed().server, folder);
      try {
        const home = await fetch(storefront.base, { redirect: 'manual' });
        assert.equal(new URL(home.headers.get('location') ?? '', storefront.base).pathname, '/de');
        const product = await fetch(`${storefront.base}/de/products/demo-tee`);
        assert.equal(product.status, 200);
        assert.match(await product.text(), /Demo Tee/);
        const { message } = succeeded(await bed().shop.validate(bed().server, { STOREFRONT: storefront.base }));
        assert.equal(message?.unproven, undefined);
      } finally {
        await storefront.stop();
      }
    });

    it('sells goods that are shipped: a customer’s whole way, from the list of products to the order', async () => {
      const { type, order } = await buyTwoTees(bed().server, bed().shop.key);
      assert.equal(type, 'order');
      assert.equal(order.total, 39.8);
    });

    it('is not ready within 5 s when Redis or the database goes, and is again when it is back, in the same process', async () => {
      const { pid } = bed().server;
      for (const service of [bed().shop.redis, bed().shop.postgres]) {
        await service.stop();
        await until('the server is not ready', async () => !(await bed().server.isReady()), { timeoutMs: 5000 });
        assert.equal((await bed().server.ask('/health')).status, 200, 'it is alive all the while');
        await service.start();
        await until('the server is ready again', () => bed().server.isReady(), { timeoutMs: 20_000 });
      }
      assert.equal(bed().server.pid, pid);
      assert.equal((await bed().asGuest('/store/products')).json.count, 3);
    });
  });
}

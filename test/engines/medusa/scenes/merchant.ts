import assert from 'node:assert/strict';
import { type MedusaBed, succeeded, title } from '../medusa-bed.ts';

/** A shop whose merchant has changed what setup made. */
export function merchantChanges(bed: () => MedusaBed): void {
  describe('that its merchant has changed', () => {
    it('keeps the changes when it is set up again, and takes what its file newly says', async () => {
      const { json } = await bed().asAdmin('/admin/stores');
      await bed().asAdmin(`/admin/stores/${json.stores[0].id}`, { method: 'POST', body: { name: 'My own name' } });
      await bed()
        .asAdmin('/admin/products?handle=demo-mug')
        .then(({ json: found }) => bed().asAdmin(`/admin/products/${found.products[0].id}`, { method: 'DELETE' }));
      succeeded(await bed().shop.setUp({ TITLE: title, CURRENCY: 'usd', COUNTRY: 'us' }));
      const after = (await bed().asAdmin('/admin/stores?fields=name,*supported_currencies')).json.stores[0];
      assert.equal(after.name, 'My own name');
      const main = after.supported_currencies.find((each) => each.is_default);
      assert.equal(main?.currency_code, 'usd');
      assert.equal((await bed().asGuest('/store/products')).json.count, 2, 'what was deleted stays deleted');
      const { regions } = (await bed().asGuest('/store/regions')).json;
      assert.deepEqual(regions.map((each) => each.currency_code).sort(), ['eur', 'usd']);
    });

    it('is proven without the first administrator’s password, and says so', async () => {
      const { message } = succeeded(await bed().shop.validate(bed().server, { ADMIN_EMAIL: 'somebody@example.com' }));
      assert.deepEqual(message?.unproven, ['the first administrator has another password by now']);
      assert.equal(message?.status, 'pending/authorized');
    });
  });
}

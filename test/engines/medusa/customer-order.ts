import assert from 'node:assert/strict';
import type { MedusaJson } from './medusa-json.ts';
import type { MedusaProcess } from './medusa-process.ts';

const address = {
  first_name: 'A',
  last_name: 'B',
  address_1: 'Strasse 1',
  city: 'Berlin',
  postal_code: '10115',
  country_code: 'de',
};

/**
 * Goes a customer's whole way as a storefront does: from the list of products through cart, address, shipping and payment to the order of two T-shirts.
 *
 * @param key the storefront's publishable key
 * @returns the answer to the last step: an order, when its type says so
 */
export async function buyTwoTees(server: MedusaProcess, key: string): Promise<MedusaJson> {
  const call = async (path: string, body?: unknown): Promise<MedusaJson> => {
    const method = body === undefined ? 'GET' : 'POST';
    const answer = await server.ask(path, { method, body, headers: { 'x-publishable-api-key': key } });
    assert.equal(answer.status, 200, `${path}: ${answer.text}`);
    return answer.json;
  };
  const { regions } = await call('/store/regions');
  const { products } = await call('/store/products?handle=demo-tee&fields=*variants');
  const { cart } = await call('/store/carts', { region_id: regions[0].id, email: 'guest@example.com' });
  await call(`/store/carts/${cart.id}/line-items`, { variant_id: products[0].variants[0].id, quantity: 2 });
  await call(`/store/carts/${cart.id}`, { shipping_address: address, billing_address: address });
  const { shipping_options } = await call(`/store/shipping-options?cart_id=${cart.id}`);
  await call(`/store/carts/${cart.id}/shipping-methods`, { option_id: shipping_options[0].id });
  const { payment_collection } = await call('/store/payment-collections', { cart_id: cart.id });
  const sessions = `/store/payment-collections/${payment_collection.id}/payment-sessions`;
  await call(sessions, { provider_id: 'pp_system_default' });
  return call(`/store/carts/${cart.id}/complete`, {});
}

import { z } from 'zod';
import { ask } from './outside.ts';

const id = z.object({ id: z.string() });
const regions = z.object({
  regions: z.array(id.extend({ countries: z.array(z.object({ iso_2: z.string() })) })).min(1),
});
const products = z.object({ products: z.array(z.object({ variants: z.array(id).min(1) })).min(1) });
const options = z.object({ shipping_options: z.array(id).min(1) });
const cart = z.object({ cart: id });
const collection = z.object({ payment_collection: id });
const placed = z.object({ type: z.literal('order'), order: id.extend({ total: z.number() }) });
const session = z.object({ token: z.string() });

/** Where a shop is, for people outside. */
export interface ShopAddress {
  readonly address: string;
  readonly host: string;
}

async function call<T>(shop: ShopAddress, schema: z.ZodType<T>, question: Parameters<typeof ask>[2]): Promise<T> {
  const { status, body } = await ask(shop.address, shop.host, question);
  if (status !== 200)
    throw new Error(`${question.method ?? 'GET'} ${shop.host}${question.path}: ${status} ${body.slice(0, 500)}`);
  return schema.parse(JSON.parse(body));
}

/**
 * Buys the first product of a shop, as a guest.
 *
 * @param key the storefront's publishable key
 * @returns the order's id
 */
export async function buy(shop: ShopAddress, key: string): Promise<string> {
  const headers = { 'x-publishable-api-key': key };
  const get = <T>(schema: z.ZodType<T>, path: string) => call(shop, schema, { path, headers });
  const post = <T>(schema: z.ZodType<T>, path: string, body: unknown = {}) =>
    call(shop, schema, { method: 'POST', path, headers, body });
  const [region] = (await get(regions, '/store/regions')).regions;
  const [product] = (await get(products, `/store/products?limit=1&region_id=${region?.id}`)).products;
  const { cart: mine } = await post(cart, '/store/carts', { region_id: region?.id, email: 'customer@example.com' });
  const at = `/store/carts/${mine.id}`;
  await post(cart, `${at}/line-items`, { variant_id: product?.variants[0]?.id, quantity: 1 });
  const address = {
    first_name: 'Erika',
    last_name: 'Mustermann',
    address_1: 'Heidestrasse 17',
    city: 'Berlin',
    postal_code: '10557',
    country_code: region?.countries[0]?.iso_2,
  };
  await post(cart, at, { shipping_address: address, billing_address: address });
  const [shipping] = (await get(options, `/store/shipping-options?cart_id=${mine.id}`)).shipping_options;
  await post(cart, `${at}/shipping-methods`, { option_id: shipping?.id });
  const { payment_collection: payment } = await post(collection, '/store/payment-collections', { cart_id: mine.id });
  await post(collection, `/store/payment-collections/${payment.id}/payment-sessions`, {
    provider_id: 'pp_system_default',
  });
  return (await post(placed, `${at}/complete`)).order.id;
}

/** What the shopkeeper sees of an order: its status, and nothing when there is no such order. */
export async function orderStatus(
  shop: ShopAddress,
  shopkeeper: { email: string; password: string },
  order: string,
): Promise<string | undefined> {
  const { token } = await call(shop, session, { method: 'POST', path: '/auth/user/emailpass', body: shopkeeper });
  const headers = { authorization: `Bearer ${token}` };
  const { status, body } = await ask(shop.address, shop.host, {
    path: `/admin/orders/${order}?fields=id,status`,
    headers,
  });
  if (status === 404) return undefined;
  return z.object({ order: z.object({ status: z.string() }) }).parse(JSON.parse(body)).order.status;
}

import { z } from 'zod';
import type { ShopAddress } from './medusa-customer.ts';
import { ask, type Answer, type Question } from './outside.ts';

const products = z.array(z.object({ id: z.number() })).min(1);
const cart = z.looseObject({ payment_methods: z.array(z.string()).min(1) });
const placed = z.looseObject({
  order_id: z.number(),
  status: z.string(),
  payment_result: z.looseObject({ payment_status: z.literal('success') }),
});
const api = '/wp-json/wc/store/v1';

async function expect(shop: ShopAddress, question: Question, status: number): Promise<Answer> {
  const answer = await ask(shop.address, shop.host, question);
  if (answer.status === status) return answer;
  const what = `${question.method ?? 'GET'} ${shop.host}${question.path}`;
  throw new Error(`${what}: ${answer.status} and not ${status}: ${answer.body.slice(0, 500)}`);
}

/**
 * Buys a product of a WooCommerce shop, as a guest.
 *
 * @returns the order's number
 */
export async function buyFromWooCommerce(shop: ShopAddress): Promise<number> {
  const [product] = products.parse(JSON.parse((await expect(shop, { path: `${api}/products` }, 200)).body));
  const opened = await expect(shop, { path: `${api}/cart` }, 200);
  const headers = { 'cart-token': String(opened.headers['cart-token']) };
  const post = async <T>(schema: z.ZodType<T>, path: string, body: unknown, status: number): Promise<T> => {
    const answer = await expect(shop, { method: 'POST', path: `${api}${path}`, headers, body }, status);
    return schema.parse(JSON.parse(answer.body));
  };
  const filled = await post(cart, '/cart/add-item', { id: product?.id, quantity: 1 }, 201);
  const address = {
    first_name: 'Erika',
    last_name: 'Mustermann',
    address_1: 'Heidestrasse 17',
    city: 'Berlin',
    postcode: '10557',
    country: 'DE',
  };
  const body = {
    billing_address: { ...address, email: 'customer@example.com' },
    shipping_address: address,
    payment_method: filled.payment_methods[0],
  };
  return (await post(placed, '/checkout', body, 200)).order_id;
}

/** Logs in at a shop's admin pages. @returns the cookies of the session */
export async function logIn(shop: ShopAddress, user: string, password: string): Promise<string> {
  const answer = await expect(
    shop,
    {
      method: 'POST',
      path: '/wp-login.php',
      headers: { cookie: 'wordpress_test_cookie=WP%20Cookie%20check' },
      body: new URLSearchParams({ log: user, pwd: password, testcookie: '1' }),
    },
    302,
  );
  return (answer.headers['set-cookie'] ?? []).map((each) => each.split(';')[0]).join('; ');
}

/** What the shopkeeper sees of an order in the admin pages: its status, and nothing when there is no such order. */
export async function wooCommerceOrderStatus(
  shop: ShopAddress,
  keeper: { user: string; password: string },
  order: number,
): Promise<string | undefined> {
  const cookie = await logIn(shop, keeper.user, keeper.password);
  const path = `/wp-admin/admin.php?page=wc-orders&action=edit&id=${order}`;
  const { status, body } = await ask(shop.address, shop.host, { path, headers: { cookie } });
  if (status !== 200 || !new RegExp(`Order #${order}\\s`).test(body)) return undefined;
  return /<option value="wc-([a-z-]+)"[^>]*selected/.exec(body)?.[1];
}

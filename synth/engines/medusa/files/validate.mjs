// node validate.mjs : proves a shop from inside the cluster. Looks at the storefront, logs in as the shopkeeper, places an order as a guest, reads it back, cancels it.
// JSON to stdout and the termination log. exit: 0 proven; 1 not
// env: SERVER STOREFRONT (base URLs; no STOREFRONT: not looked at) HOST SCHEME PUBLISHABLE_KEY JWT_SECRET ADMIN_EMAIL ADMIN_PASSWORD_FILE [TERMINATION_LOG]
// A merchant may have changed the password or turned off manual payment: then as much is proven as can be, and `unproven` says what is not.
import { readFileSync, writeFileSync } from 'node:fs';
import { adminToken, shopClient } from './shop-client.mjs';
import { cleanTrial, endOrder, prepareTrial, trialEmail } from './trial.mjs';

const { SERVER: server, STOREFRONT: storefront, PUBLISHABLE_KEY: ownKey, ADMIN_EMAIL: email } = process.env;
const result = { ok: false, steps: {}, unproven: [] };
const call = shopClient(result.steps);
const start = Date.now();

async function logIn() {
  const password = readFileSync(process.env.ADMIN_PASSWORD_FILE, 'utf8').trim();
  const request = {
    base: server,
    method: 'POST',
    path: '/auth/user/emailpass',
    body: { email, password },
    want: [200, 401],
  };
  const { status, json } = await call('login', request);
  if (status === 200) return json.token;
  result.unproven.push('the first administrator has another password by now');
  return adminToken(process.env.JWT_SECRET);
}

/** Calls the admin API with that token. */
function adminWith(token) {
  return async (name, method, path, body) => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await call(name, { base: server, method, path, body, headers })).json;
  };
}

/** Calls the store API as a guest whose storefront has that key. */
function guestWith(key) {
  return async (name, method, path, body) => {
    const headers = { 'x-publishable-api-key': key };
    return (await call(name, { base: server, method, path, body, headers })).json;
  };
}

async function lookAtStorefront() {
  let path = '/';
  for (let hops = 0; hops < 5; hops++) {
    const { status, headers } = await call('storefront', {
      base: storefront,
      path,
      want: [200, 301, 302, 303, 307, 308],
    });
    if (status === 200) return;
    path = new URL(headers.location, 'http://storefront').pathname;
  }
  throw new Error(`storefront: redirects without end, at last to ${path}`);
}

async function placeOrder(trial) {
  const guest = guestWith(trial.key);
  const { cart } = await guest('cart', 'POST', '/store/carts', { region_id: trial.region.id, email: trialEmail });
  await guest('add', 'POST', `/store/carts/${cart.id}/line-items`, { variant_id: trial.variant, quantity: 1 });
  const address = {
    first_name: 'Validation',
    last_name: 'Order',
    address_1: 'Teststrasse 1',
    city: 'Test',
    postal_code: '10115',
    country_code: trial.region.countries[0]?.iso_2,
  };
  await guest('address', 'POST', `/store/carts/${cart.id}`, { shipping_address: address, billing_address: address });
  const { payment_collection: payment } = await guest('payment', 'POST', '/store/payment-collections', {
    cart_id: cart.id,
  });
  const provider_id = 'pp_system_default';
  await guest('session', 'POST', `/store/payment-collections/${payment.id}/payment-sessions`, { provider_id });
  // What went wrong comes as 200 too, with the cart instead of an order.
  const done = await guest('complete', 'POST', `/store/carts/${cart.id}/complete`);
  if (done.type !== 'order') throw new Error(`complete: ${JSON.stringify(done.error ?? done).slice(0, 300)}`);
  return done.order;
}

async function prove(admin) {
  const { regions } = await guestWith(ownKey)('own-key', 'GET', '/store/regions?fields=id');
  if (regions.length === 0) throw new Error("own-key: the storefront's key sees no region");
  const trial = await prepareTrial(admin);
  if (!trial.region.payment_providers.some(({ id }) => id === 'pp_system_default')) {
    result.unproven.push('orders: no payment method that works without an account elsewhere');
    return;
  }
  const placed = await placeOrder(trial);
  Object.assign(result, { order: placed.display_id, total: `${placed.total} ${placed.currency_code}` });
  const { order } = await admin(
    'readback',
    'GET',
    `/admin/orders/${placed.id}?fields=id,status,email,total,payment_status`,
  );
  result.status = `${order.status}/${order.payment_status}`;
  if (order.email !== trialEmail || order.total !== placed.total || result.status !== 'pending/authorized')
    throw new Error(`readback: ${JSON.stringify(order)}`);
  await endOrder(admin, placed.id);
}

try {
  const admin = adminWith(await logIn());
  if (storefront) await lookAtStorefront();
  try {
    await prove(admin);
  } finally {
    await cleanTrial(admin);
  }
  result.ok = true;
} catch (error) {
  result.message = String(error.message).slice(0, 600);
}
if (result.unproven.length === 0) delete result.unproven;
const text = JSON.stringify({ ...result, ms: Date.now() - start });
process.stdout.write(`${text}\n`);
writeFileSync(process.env.TERMINATION_LOG ?? '/dev/termination-log', text.slice(0, 4000));
process.exit(result.ok ? 0 : 1);

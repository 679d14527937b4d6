// What the validation sells to itself: a product in a sales channel that no customer's key opens. Found or made; `clean` takes back what this or a killed validation has left.
const name = 'Validation (Urumi)';
const handle = 'urumi-validation';
export const trialEmail = 'validation@example.test';

/** @param admin calls the admin API: (step, method, path, body, want) */
export async function prepareTrial(admin) {
  await cleanTrial(admin);
  const channel = await findOrMake(admin, 'sales-channel', { name }, (made) => made.name === name);
  const key = await findOrMake(
    admin,
    'api-key',
    { title: name, type: 'publishable' },
    (made) => made.title === name && made.revoked_at === null,
  );
  await admin('key-channel', 'POST', `/admin/api-keys/${key.id}/sales-channels`, { add: [channel.id] });
  const { regions } = await admin(
    'regions',
    'GET',
    '/admin/regions?limit=1&order=created_at&fields=id,name,currency_code,*countries,*payment_providers',
  );
  const region = regions[0];
  if (region === undefined) throw new Error('the shop has no region, so nobody can buy anything');
  const { product } = await admin('product', 'POST', '/admin/products', {
    title: 'Validation',
    handle,
    status: 'published',
    sales_channels: [{ id: channel.id }],
    options: [{ title: 'Kind', values: ['Only'] }],
    // Neither stocked nor shipped: whatever the merchant has set up for those does not matter.
    variants: [
      {
        title: 'Only',
        options: { Kind: 'Only' },
        manage_inventory: false,
        prices: [{ amount: 1, currency_code: region.currency_code }],
      },
    ],
  });
  return { key: key.token, region, variant: product.variants[0].id };
}

export async function cleanTrial(admin) {
  const { orders } = await admin(
    'old-orders',
    'GET',
    `/admin/orders?limit=50&order=-created_at&fields=id,email,status&q=${encodeURIComponent(trialEmail)}`,
  );
  for (const { id } of orders.filter(({ email, status }) => email === trialEmail && status === 'pending'))
    await endOrder(admin, id);
  const { products } = await admin('old-products', 'GET', `/admin/products?handle=${handle}&fields=id`);
  for (const { id } of products) await admin('remove', 'DELETE', `/admin/products/${id}`);
}

/** Medusa deletes no order: it is cancelled, then archived. */
export async function endOrder(admin, id) {
  await admin('cancel', 'POST', `/admin/orders/${id}/cancel`);
  const { order } = await admin('cancelled', 'GET', `/admin/orders/${id}?fields=id,status`);
  if (order.status !== 'canceled') throw new Error(`cancel: order ${id} is ${order.status}`);
  await admin('archive', 'POST', `/admin/orders/${id}/archive`);
}

async function findOrMake(admin, kind, fields, matches) {
  const query = new URLSearchParams({ ...fields, limit: '100' });
  const found = await admin(`find-${kind}`, 'GET', `/admin/${kind}s?${query}`);
  const existing = found[`${kind.replace('-', '_')}s`].find(matches);
  if (existing !== undefined) return existing;
  const made = await admin(`make-${kind}`, 'POST', `/admin/${kind}s`, fields);
  return made[kind.replace('-', '_')];
}

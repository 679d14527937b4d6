import assert from 'node:assert/strict';
import { plans } from '../../../synth/engines/medusa/plans.ts';
import { until } from '../../harness/until.ts';
import { medusaApplication, type MedusaApplication } from './medusa-application.ts';
import { buyTwoTees } from './customer-order.ts';
import type { Answer, MedusaProcess } from './medusa-process.ts';
import { MedusaShop, type Outcome } from './medusa-shop.ts';
import { skipWithout } from '../skip-without.ts';
import { findMedusaPrograms } from './medusa-programs.ts';
import { tableDigests } from './table-digests.ts';

/** Longer than a store file may have it, too. */
const title = `Müller's "Käse" & <b>Söhne</b> \`$(id)\` $HOME 👩‍🌾 100%`.padEnd(200, ' long');
const mebibyte = 1024 * 1024;
const small = { mode: 'shared', heap: plans.small.server.heap } as const;

describe('a Medusa shop, for real', function () {
  this.timeout(420_000);
  let shop: MedusaShop;
  let server: MedusaProcess;
  let second: MedusaProcess | undefined;
  let worker: MedusaProcess | undefined;
  let application: MedusaApplication | undefined;
  const started = Date.now();
  const seconds = (): number => Math.round((Date.now() - started) / 1000);

  before(async function () {
    this.timeout(1_800_000);
    const programs = skipWithout(this, findMedusaPrograms(process.env));
    application = await medusaApplication((text) => console.log(`  ${text}`));
    console.log(`  the application is there after ${seconds()} s`);
    shop = await MedusaShop.open(programs, application.folder);
  });
  after(async () => {
    await Promise.all([server?.stop(), second?.stop(), worker?.stop()]);
    await shop?.close();
    if (application === undefined) return;
    application.release();
    console.log(`  in all ${seconds()} s`);
  });

  function succeeded(outcome: Outcome): Outcome {
    assert.equal(outcome.code, 0, `${outcome.output}\n${JSON.stringify(outcome.message)}`);
    return outcome;
  }

  async function token(): Promise<string> {
    const { json } = await server.ask('/auth/user/emailpass', { method: 'POST', body: shop.admin });
    return json.token;
  }

  async function asAdmin(
    path: string,
    { method = 'GET', body }: { method?: string; body?: unknown } = {},
    at = server,
  ): Promise<Answer> {
    const answer = await at.ask(path, { method, body, headers: { authorization: `Bearer ${await token()}` } });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer;
  }

  const asGuest = (path: string, at = server): Promise<Answer> =>
    at.ask(path, { headers: { 'x-publishable-api-key': shop.key } });

  describe('set up by the script of its Job', () => {
    let first: Record<string, string>;

    it('tells a database that refuses it from one that is not there, and does nothing without an administrator’s password', async () => {
      const refused = await shop.setUp({ DATABASE_URL: shop.postgres.url.replace('aaaa', 'xxxx') });
      assert.equal(refused.code, 77, refused.output);
      assert.match(refused.output, /the database refuses us/);
      const away = await shop.setUp({ REDIS_URL: 'redis://127.0.0.1:1', DB_WAIT_S: '0' });
      assert.equal(away.code, 69, away.output);
      assert.equal((await shop.setUp({ ADMIN_PASSWORD_FILE: '/nowhere' })).code, 78);
    });

    it('from an empty database', async () => {
      const { message } = succeeded(await shop.setUp({ TITLE: title }));
      assert.equal(message?.firstDay, true);
      first = tableDigests(shop.postgres, ['workflow_execution']);
      assert.equal(first['user']?.split(' ')[0], '1');
      assert.equal(first['product']?.split(' ')[0], '3');
    });

    it('a second time, which changes nothing', async () => {
      const { message } = succeeded(await shop.setUp({ TITLE: title }));
      assert.equal(message?.firstDay, false);
      assert.deepEqual(tableDigests(shop.postgres, ['workflow_execution']), first);
    });
  });

  describe('told what Medusa does not know', () => {
    const cases: readonly (readonly [string, Record<string, string>])[] = [
      ['a currency', { CURRENCY: 'xcd' }],
      ['a country', { COUNTRY: 'zz' }],
    ];
    for (const [what, settings] of cases)
      it(`refuses ${what}, says which, and changes nothing`, async () => {
        const before = tableDigests(shop.postgres, ['workflow_execution']);
        const { code, output } = await shop.ensureShop({ TITLE: 'Another title', ...settings });
        assert.equal(code, 1, output);
        assert.match(output, new RegExp(`Medusa knows no ${what.slice(2)} ${Object.values(settings)[0]}`));
        assert.deepEqual(tableDigests(shop.postgres, ['workflow_execution']), before);
      });
  });

  describe('serving', () => {
    it('is ready, with the title of its file, its sample products, and the key that it was given', async () => {
      server = await shop.start({ name: 'server', ...small });
      assert.deepEqual((await server.ask('/ready')).json, { database: 'ok', redis: 'ok' });
      const { json: stores } = await asAdmin('/admin/stores?fields=name,*supported_currencies');
      assert.equal(stores.stores[0].name, title);
      assert.deepEqual(stores.stores[0].supported_currencies.map((each) => [each.currency_code, each.is_default])[0], [
        'eur',
        true,
      ]);
      const { json: listed } = await asGuest('/store/products?fields=handle');
      assert.deepEqual(listed.products.map(({ handle }) => handle).sort(), ['demo-mug', 'demo-tee', 'demo-tote']);
      const { json: regions } = await asGuest('/store/regions');
      assert.deepEqual(
        regions.regions.map((region) => [region.currency_code, region.countries.map(({ iso_2 }) => iso_2)]),
        [['eur', ['de']]],
      );
      assert.equal((await server.ask('/app')).status, 200);
      assert.equal((await server.ask('/store/regions')).status, 400, 'nobody gets in without a key');
    });

    it('sells: the script of the validation Job places an order, reads it, cancels it and leaves nothing behind', async () => {
      const { message } = succeeded(await shop.validate(server));
      assert.equal(message?.ok, true);
      assert.equal(message?.status, 'pending/authorized');
      assert.equal(message?.unproven, undefined);
      const { json } = await asAdmin('/admin/orders?fields=status,email');
      assert.deepEqual(
        json.orders.map(({ status }) => status),
        ['archived'],
      );
      assert.equal((await asAdmin('/admin/products?handle=urumi-validation')).json.count, 0);
    });

    it('shows its pages to customers by the storefront, which knew nothing of it when it was built', async function () {
      const folder = process.env['URUMI_TEST_STOREFRONT'];
      if (folder === undefined) return this.skip();
      const storefront = await shop.startStorefront(server, folder);
      try {
        const home = await fetch(storefront.base, { redirect: 'manual' });
        assert.equal(new URL(home.headers.get('location') ?? '', storefront.base).pathname, '/de');
        const product = await fetch(`${storefront.base}/de/products/demo-tee`);
        assert.equal(product.status, 200);
        assert.match(await product.text(), /Demo Tee/);
        const { message } = succeeded(await shop.validate(server, { STOREFRONT: storefront.base }));
        assert.equal(message?.unproven, undefined);
      } finally {
        await storefront.stop();
      }
    });

    it('sells goods that are shipped: a customer’s whole way, from the list of products to the order', async () => {
      const { type, order } = await buyTwoTees(server, shop.key);
      assert.equal(type, 'order');
      assert.equal(order.total, 39.8);
    });

    it('is not ready within 5 s when Redis or the database goes, and is again when it is back, in the same process', async () => {
      const { pid } = server;
      for (const service of [shop.redis, shop.postgres]) {
        await service.stop();
        await until('the server is not ready', async () => !(await server.isReady()), { timeoutMs: 5000 });
        assert.equal((await server.ask('/health')).status, 200, 'it is alive all the while');
        await service.start();
        await until('the server is ready again', () => server.isReady(), { timeoutMs: 20_000 });
      }
      assert.equal(server.pid, pid);
      assert.equal((await asGuest('/store/products')).json.count, 3);
    });
  });

  describe('with several processes', () => {
    let cookie = '';
    let picture = '';
    const bytes = Buffer.from('89504e470d0a1a0a0000000d49484452ff00fe01', 'hex');

    const whoAmI = (at: MedusaProcess): Promise<Answer> => at.ask('/admin/users/me', { headers: { cookie } });

    it('shares who is logged in, over HTTPS only', async () => {
      const headers = { authorization: `Bearer ${await token()}` };
      const plain = await server.ask('/auth/session', {
        method: 'POST',
        headers: { ...headers, 'x-forwarded-proto': 'http' },
      });
      assert.equal(plain.headers.get('set-cookie'), null);
      const answer = await server.ask('/auth/session', { method: 'POST', headers });
      assert.match(answer.headers.get('set-cookie') ?? '', /Secure/);
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
      second = await shop.start({ name: 'second', mode: 'server', heap: plans.medium.server.heap });
      assert.equal((await whoAmI(second)).json.user.email, shop.admin.email);
    });

    it('shares uploaded pictures, byte for byte, which no page can run as anything else', async () => {
      const form = new FormData();
      form.append('files', new Blob([bytes], { type: 'image/png' }), '../Käse & <script>.png');
      const { json } = await asAdmin('/admin/uploads', { method: 'POST', body: form });
      picture = new URL(json.files[0].url).pathname;
      assert.match(picture, /^\/media\/[0-9a-f]{32}-[A-Za-z0-9._-]+$/);
      const answer = await fetch(`${second?.base}${picture}`);
      assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes);
      assert.equal(answer.headers.get('content-type'), 'image/png');
      assert.match(answer.headers.get('content-security-policy') ?? '', /sandbox/);
    });

    it('leaves background work to the worker, whose private files only a signed link opens', async () => {
      // The first server does background work itself: with it gone only a worker can.
      await server.stop();
      assert.ok(second !== undefined);
      server = second;
      await asAdmin('/admin/products/export', { method: 'POST', body: {} });
      const { json: found } = await asAdmin('/admin/products?handle=demo-tee');
      await asAdmin(`/admin/products/${found.products[0].id}`, { method: 'POST', body: { subtitle: 'For summer' } });
      const exported = async (): Promise<string | false> => {
        const { json } = await asAdmin('/admin/notifications?order=-created_at&fields=data');
        const data = json.notifications.map((each) => each.data);
        return data.find(({ file }) => file?.url !== undefined)?.file?.url ?? false;
      };
      await new Promise((resolve) => setTimeout(resolve, 3000));
      assert.equal(await exported(), false, 'a server alone does none of it');
      const waitingEvents = (): Promise<number> => shop.redis.waiting('RedisEventBusService:events-queue');
      assert.ok((await waitingEvents()) > 0, 'events wait in Redis for whoever handles them');
      worker = await shop.start({ name: 'worker', mode: 'worker', heap: 512 });
      const link = new URL(
        await until('the worker has exported the products', exported, { timeoutMs: 60_000, intervalMs: 500 }),
      );
      const file = await server.ask(link.pathname + link.search);
      assert.match(file.text, /demo-tee/);
      assert.equal((await server.ask(link.pathname)).status, 404);
      assert.equal((await server.ask(link.pathname + link.search.replace(/signature=./, 'signature=x'))).status, 404);
      assert.equal((await worker.ask('/store/products')).status, 404, 'a worker serves no customers');
      await until('the worker has taken the events', async () => (await waitingEvents()) === 0);
    });

    it('keeps everything over a restart of all of them, database and Redis included', async () => {
      const orders = (await asAdmin('/admin/orders')).json.count;
      await Promise.all([server.stop(), worker?.stop()]);
      worker = undefined;
      await Promise.all([shop.redis.stop(), shop.postgres.stop()]);
      await Promise.all([shop.redis.start(), shop.postgres.start()]);
      second = undefined;
      server = await shop.start({ name: 'server', ...small });
      assert.equal((await whoAmI(server)).json.user.email, shop.admin.email);
      assert.equal((await asAdmin('/admin/orders')).json.count, orders);
      assert.equal((await server.ask(picture)).status, 200);
    });
  });

  describe('in a fleet without TLS', () => {
    it('gives a cookie that a browser takes over plain HTTP, so that people can log in', async () => {
      const local = await shop.start({ name: 'local', mode: 'server', heap: plans.small.server.heap }, 'http');
      try {
        const plain = { 'x-forwarded-proto': 'http' };
        const headers = { ...plain, authorization: `Bearer ${await token()}` };
        const answer = await local.ask('/auth/session', { method: 'POST', headers });
        const cookie = answer.headers.get('set-cookie') ?? '';
        assert.match(cookie, /HttpOnly/);
        assert.doesNotMatch(cookie, /Secure/);
        const me = await local.ask('/admin/users/me', { headers: { ...plain, cookie: cookie.split(';')[0] ?? '' } });
        assert.equal(me.json.user.email, shop.admin.email);
      } finally {
        await local.stop();
      }
    });
  });

  describe('that its merchant has changed', () => {
    it('keeps the changes when it is set up again, and takes what its file newly says', async () => {
      const { json } = await asAdmin('/admin/stores');
      await asAdmin(`/admin/stores/${json.stores[0].id}`, { method: 'POST', body: { name: 'My own name' } });
      await asAdmin('/admin/products?handle=demo-mug').then(({ json: found }) =>
        asAdmin(`/admin/products/${found.products[0].id}`, { method: 'DELETE' }),
      );
      succeeded(await shop.setUp({ TITLE: title, CURRENCY: 'usd', COUNTRY: 'us' }));
      const after = (await asAdmin('/admin/stores?fields=name,*supported_currencies')).json.stores[0];
      assert.equal(after.name, 'My own name');
      const main = after.supported_currencies.find((each) => each.is_default);
      assert.equal(main?.currency_code, 'usd');
      assert.equal((await asGuest('/store/products')).json.count, 2, 'what was deleted stays deleted');
      const { regions } = (await asGuest('/store/regions')).json;
      assert.deepEqual(regions.map((each) => each.currency_code).sort(), ['eur', 'usd']);
    });

    it('is proven without the first administrator’s password, and says so', async () => {
      const { message } = succeeded(await shop.validate(server, { ADMIN_EMAIL: 'somebody@example.com' }));
      assert.deepEqual(message?.unproven, ['the first administrator has another password by now']);
      assert.equal(message?.status, 'pending/authorized');
    });
  });

  describe('under load', () => {
    it('stays within the memory of plan small during 1,500 lists of products, 20 at a time', async () => {
      const before = server.residentBytes();
      let left = 1500;
      const begin = Date.now();
      const one = async (): Promise<void> => {
        while (left-- > 0) assert.equal((await asGuest('/store/products?limit=20')).status, 200);
      };
      await Promise.all(Array.from({ length: 20 }, one));
      const seconds = (Date.now() - begin) / 1000;
      const idle = Math.round(before / mebibyte);
      const peak = Math.round(server.peakBytes() / mebibyte);
      console.log(`      ${idle} MiB before, ${peak} MiB at most, ${Math.round(1500 / seconds)} a second`);
      assert.ok(peak < plans.small.server.size.memory.limit, `${peak} MiB`);
    });
  });
});

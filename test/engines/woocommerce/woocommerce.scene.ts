import assert from 'node:assert/strict';
import { until } from '../../harness/until.ts';
import { skipWithout } from '../skip-without.ts';
import type { ApacheServer } from './apache-server.ts';
import { findWooCommerce } from './woocommerce-programs.ts';
import { WooCommerceShop, type Outcome } from './woocommerce-shop.ts';

const title = `Müller's "Käse" & <b>Söhne</b> \`$(id)\` $HOME 👩‍🌾 100%`;
/** Longer than a store file may have it. */
const longTitle = title.padEnd(200, ' long');
/** Everything that a store file may have in it, and as long as it may be. */
const username = `a.b-c_d0${'9'.repeat(52)}`;
const file = { title, admin: { username, email: 'owner@example.com' }, payments: ['cash-on-delivery'] };

/** What WordPress has made of the characters that HTML needs. */
function plain(html: string): string {
  const names: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#039': "'", '#8217': '’', amp: '&' };
  return html.replaceAll(/&(lt|gt|quot|#0?39|amp);/g, (_, name: string) => names[name === '#39' ? '#039' : name] ?? '');
}

describe('a WooCommerce shop, for real', function () {
  this.timeout(300_000);
  let shop: WooCommerceShop;
  let web: ApacheServer;
  const started = Date.now();

  before(async function () {
    shop = await WooCommerceShop.open(skipWithout(this, findWooCommerce(process.env)));
  });
  after(async () => {
    await web?.stop();
    await shop?.close();
    if (shop !== undefined) console.log(`  in all ${Math.round((Date.now() - started) / 1000)} s`);
  });

  function succeeded(outcome: Outcome): Outcome {
    assert.equal(outcome.code, 0, `${outcome.output}\n${JSON.stringify(outcome.message)}`);
    return outcome;
  }

  const count = async (type: string): Promise<string> =>
    shop.wp('post', 'list', `--post_type=${type}`, '--post_status=any', '--format=count');
  const option = (name: string): Promise<string> => shop.wp('option', 'get', name);

  /** Every setting of the shop, but for those that say when something was done last. */
  function settings(): string {
    const volatile = ['cron', 'rewrite_rules', 'recently_activated', 'action_scheduler_lock_async-request-runner'];
    return shop.database.sql(
      `select option_name, md5(option_value) from wordpress.wp_options where option_name not like '%transient%'
       and option_name not in (${volatile.map((name) => `'${name}'`).join(', ')}) order by 1`,
    );
  }

  describe('set up by the script of its Job', () => {
    let before: string;

    it('tells a database that refuses it from one that is not there, and does nothing without an administrator’s password', async () => {
      const refused = await shop.setUp({}, { WORDPRESS_DB_PASSWORD: 'wrong' });
      assert.equal(refused.code, 77, refused.output);
      assert.match(refused.output, /database refuses us: 1045/);
      const away = await shop.setUp({}, { WORDPRESS_DB_HOST: '127.0.0.1:1', DB_WAIT_S: '0' });
      assert.equal(away.code, 69, away.output);
      assert.equal((await shop.setUp({}, { ADMIN_PASSWORD_FILE: '/nowhere' })).code, 78);
      assert.equal(shop.database.sql('show tables from wordpress'), '');
    });

    it('from a database in which it was killed half way', async () => {
      const broken = await shop.breakSetUp(6);
      assert.equal(broken.code, 'SIGKILL', broken.output);
      assert.notEqual(shop.database.sql('show tables from wordpress'), '');
      const { message, output } = succeeded(await shop.setUp(file));
      assert.match(output, /dropping \d+ tables of an unfinished init/);
      assert.match(message?.wc ?? '', /^1[01]\./);
      assert.deepEqual([message?.hpos, message?.gateways], [true, ['cod']]);
      assert.ok(!output.includes(shop.adminPassword), 'the password is in no log');
    });

    it('with the title and the administrator of its file as they are, and three products', async () => {
      assert.equal(plain(await option('blogname')), title);
      assert.equal(await shop.wp('user', 'list', '--field=user_login'), username);
      assert.equal(await count('product'), '3');
      assert.deepEqual(
        await Promise.all(
          ['woocommerce_currency', 'woocommerce_default_country', 'woocommerce_coming_soon'].map(option),
        ),
        ['EUR', 'DE', 'no'],
      );
    });

    it('a second time, which changes nothing', async () => {
      before = settings();
      const pages = await count('page');
      succeeded(await shop.setUp(file));
      assert.equal(settings(), before);
      assert.deepEqual([await count('page'), await count('product')], [pages, '3']);
    });
  });

  describe('told what WooCommerce does not know', () => {
    const cases: readonly (readonly [string, Record<string, string>])[] = [
      ['a currency', { CURRENCY: 'XCG' }],
      ['a country', { COUNTRY: 'ZZ' }],
      ['a country', { COUNTRY: 'US:ZZ' }],
    ];
    for (const [what, fields] of cases)
      it(`refuses ${what}, says which, and changes nothing: ${Object.values(fields)[0]}`, async () => {
        const before = settings();
        const { code, output } = await shop.settle({ TITLE: 'Another title', ...fields });
        assert.equal(code, 1, output);
        assert.match(output, new RegExp(`WooCommerce knows no ${what.slice(2)} ${Object.values(fields)[0]}`));
        assert.equal(settings(), before);
      });
  });

  describe('serving', () => {
    it('is ready, shows its title and its products, and keeps shut what nobody needs', async () => {
      web = await shop.startWeb();
      assert.equal((await web.ask('/wp-login.php')).status, 200);
      const { status, text } = await web.ask('/');
      assert.equal(status, 200);
      assert.match(text, /Demo Mug/);
      for (const path of ['/wp-admin/install.php', '/xmlrpc.php', '/wp-cron.php', '/wp-config.php', '/readme.html'])
        assert.equal((await web.ask(path)).status, 403, path);
    });

    it('lets its administrator in, with a cookie for HTTPS only', async () => {
      const form = new URLSearchParams({ log: username, pwd: shop.adminPassword, testcookie: '1' });
      const answer = await web.ask('/wp-login.php', { form, cookie: 'wordpress_test_cookie=WP%20Cookie%20check' });
      assert.equal(answer.status, 302, answer.text);
      assert.match(answer.headers.location ?? '', /\/wp-admin\/$/);
      const cookies = (answer.headers['set-cookie'] ?? []).filter((each) => each.startsWith('wordpress_'));
      assert.ok(cookies.length > 0 && cookies.every((each) => /secure/i.test(each)), cookies.join('\n'));
      const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
      assert.equal((await web.ask('/wp-admin/profile.php', { cookie })).status, 200);
    });

    it('sells: the script of the validation Job places an order, reads it, cancels it and leaves nothing behind', async () => {
      const { message } = succeeded(await shop.validate(web));
      assert.deepEqual([message?.ok, message?.status, message?.total], [true, 'processing', '100 EUR']);
      assert.equal(message?.unproven, undefined);
      assert.ok((message?.order ?? 0) > 0);
      assert.deepEqual(
        [shop.database.sql('select count(*) from wordpress.wp_wc_orders'), await count('product')],
        ['0', '3'],
      );
    });

    it('does its own schedule by the command of the CronJob', async () => {
      succeeded(await shop.cron());
    });

    it('is not ready without its database, though alive, and is again when it is back', async () => {
      await shop.database.stop();
      assert.equal((await web.ask('/wp-login.php')).status, 500);
      assert.equal((await web.ask('/wp-includes/images/blank.gif')).status, 200);
      await shop.database.start();
      await until('it is ready again', async () => (await web.ask('/wp-login.php')).status === 200);
    });
  });

  describe('that its merchant has changed', () => {
    it('keeps the changes when it is set up again, and takes what its file newly says', async () => {
      await shop.wp('option', 'update', 'woocommerce_currency', 'USD');
      await shop.wp('option', 'update', 'blogdescription', 'Mine');
      succeeded(await shop.setUp(file));
      assert.equal(await option('woocommerce_currency'), 'USD');
      const { message } = succeeded(
        await shop.setUp(
          { ...file, currency: 'CHF', country: 'US:CA', payments: ['bank-transfer'] },
          { TITLE: longTitle },
        ),
      );
      assert.deepEqual(message?.gateways, ['bacs']);
      assert.deepEqual(
        await Promise.all(['woocommerce_currency', 'woocommerce_default_country', 'blogdescription'].map(option)),
        ['CHF', 'US:CA', 'Mine'],
      );
      assert.equal(plain(await option('blogname')), longTitle);
    });

    it('is not touched by a setup that finds orders and no record of a first one', async () => {
      await shop.wp('user', 'create', 'customer', 'customer@example.com', '--role=customer');
      await shop.wp('option', 'delete', 'store_init_done');
      const { code, output } = await shop.setUp(file);
      assert.equal(code, 75, output);
      assert.equal(await count('product'), '3');
    });
  });
});

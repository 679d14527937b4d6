import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setupScripts } from './files/files.ts';

const wordpress = fileURLToPath(new URL('testing/wordpress.php', import.meta.url));

describe('the settings of a WooCommerce shop', function () {
  this.timeout(20_000);
  let bed: string;

  before(function () {
    if (spawnSync('php', ['--version']).error !== undefined) this.skip();
  });
  beforeEach(() => {
    bed = mkdtempSync(path.join(tmpdir(), 'urumi-settings-'));
    writeFileSync(path.join(bed, 'settings.php'), setupScripts['settings.php'] ?? '');
  });
  afterEach(() => bed && rmSync(bed, { recursive: true, force: true }));

  function settle(settings: Record<string, string> = {}) {
    const file = { TITLE: 'Shop', CURRENCY: 'EUR', COUNTRY: 'DE', GATEWAYS: 'cod', ...settings };
    const env = { PATH: process.env['PATH'], BED: bed, ...file };
    const { status, stderr } = spawnSync('php', [wordpress], { env, encoding: 'utf8' });
    const options = JSON.parse(readFileSync(path.join(bed, 'options.json'), 'utf8')) as Record<string, unknown>;
    return { status, stderr, options };
  }

  for (const [what, settings, reason] of [
    ['a currency', { CURRENCY: 'XCG' }, 'currency XCG'],
    ['a country', { COUNTRY: 'ZZ' }, 'country ZZ'],
    ['a state', { COUNTRY: 'US:ZZ' }, 'country US:ZZ'],
  ] as const)
    it(`are refused with ${what} that WooCommerce does not know, before anything is written`, () => {
      const before = settle().options;
      const { status, stderr, options } = settle({ TITLE: 'Another', ...settings });
      assert.equal(status, 1);
      assert.match(stderr, new RegExp(`WooCommerce knows no ${reason}`));
      assert.deepEqual(options, before);
    });

  it('take a state, and of countries whose states WooCommerce does not list any', () => {
    for (const place of ['US:CA', 'NL:ZH', 'DE:BY']) {
      const { status, stderr, options } = settle({ COUNTRY: place });
      assert.equal(status, 0, stderr);
      assert.equal(options['woocommerce_default_country'], place);
    }
  });

  it('stay as the merchant has made them until the file says something new, known to WooCommerce or not', () => {
    settle();
    const mine = { ...settle().options, blogname: 'Mine', woocommerce_currency: 'USD' };
    writeFileSync(path.join(bed, 'options.json'), JSON.stringify(mine));
    assert.deepEqual(settle().options, mine);
    assert.equal(settle({ CURRENCY: 'CHF' }).options['woocommerce_currency'], 'CHF');
    const applied = {
      ...mine,
      store_settings_applied: { title: 'Shop', currency: 'XCG', country: 'DE', payments: 'cod' },
    };
    writeFileSync(path.join(bed, 'options.json'), JSON.stringify(applied));
    assert.equal(settle({ CURRENCY: 'XCG' }).status, 0, 'what was taken once is no reason to fail later');
  });
});

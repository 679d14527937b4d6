import assert from 'node:assert/strict';
import { type MedusaBed, succeeded, title } from '../medusa-bed.ts';
import { tableDigests } from '../table-digests.ts';

/** Setting up, from an empty database and again, by the scripts of the setup Job. */
export function settingUp(bed: () => MedusaBed): void {
  describe('set up by the script of its Job', () => {
    let first: Record<string, string>;

    it('tells a database that refuses it from one that is not there, and does nothing without an administrator’s password', async () => {
      const refused = await bed().shop.setUp({ DATABASE_URL: bed().shop.postgres.url.replace('aaaa', 'xxxx') });
      assert.equal(refused.code, 77, refused.output);
      assert.match(refused.output, /the database refuses us/);
      const away = await bed().shop.setUp({ REDIS_URL: 'redis://127.0.0.1:1', DB_WAIT_S: '0' });
      assert.equal(away.code, 69, away.output);
      assert.equal((await bed().shop.setUp({ ADMIN_PASSWORD_FILE: '/nowhere' })).code, 78);
    });

    it('from an empty database', async () => {
      const { message } = succeeded(await bed().shop.setUp({ TITLE: title }));
      assert.equal(message?.firstDay, true);
      first = tableDigests(bed().shop.postgres, ['workflow_execution']);
      assert.equal(first['user']?.split(' ')[0], '1');
      assert.equal(first['product']?.split(' ')[0], '3');
    });

    it('a second time, which changes nothing', async () => {
      const { message } = succeeded(await bed().shop.setUp({ TITLE: title }));
      assert.equal(message?.firstDay, false);
      assert.deepEqual(tableDigests(bed().shop.postgres, ['workflow_execution']), first);
    });
  });

  describe('told what Medusa does not know', () => {
    const cases: readonly (readonly [string, Record<string, string>])[] = [
      ['a currency', { CURRENCY: 'xcd' }],
      ['a country', { COUNTRY: 'zz' }],
    ];
    for (const [what, settings] of cases)
      it(`refuses ${what}, says which, and changes nothing`, async () => {
        const before = tableDigests(bed().shop.postgres, ['workflow_execution']);
        const { code, output } = await bed().shop.ensureShop({ TITLE: 'Another title', ...settings });
        assert.equal(code, 1, output);
        assert.match(output, new RegExp(`Medusa knows no ${what.slice(2)} ${Object.values(settings)[0]}`));
        assert.deepEqual(tableDigests(bed().shop.postgres, ['workflow_execution']), before);
      });
  });
}

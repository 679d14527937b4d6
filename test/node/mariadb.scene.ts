import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { until } from '../harness/until.ts';
import { nodeFolder } from './machine/node-folder.ts';
import { note } from './report.ts';
import { killFirstStarts } from './shops/kill-first-start.ts';
import { askMariaDb, type Asker } from './shops/mariadb.ts';
import { runInContainer } from './shops/in-container.ts';
import { OpenShop } from './shops/open-shop.ts';
import { canReach, parties, thoseThatReach, type Connection } from './shops/reach.ts';
import { sharedBed } from './shops/shared-bed.ts';
import type { Merged, ShopBed } from './shops/shop-bed.ts';
import type { ShopChoices } from './shops/shop-file.ts';
import { waitingParty } from './shops/waiting-party.ts';

const minute = 60_000;
const port = 3306;
const { volumes } = nodeFolder(process.env);
const waitsForImage = /^Because: +setup: .*ImagePull\w+: .*urumi\.internal\/nowhere\/woocommerce/m;

/** As far as a WooCommerce shop comes without the image that has WooCommerce in it: up to the setup, database and all. */
describe('a WooCommerce shop on a real node whose own image is nowhere', function () {
  this.timeout(10 * minute);
  let bed: ShopBed;
  let shop: OpenShop;

  before(async () => {
    ({ bed } = await sharedBed());
    await bed.follow('trials', { images: { registry: 'urumi.internal/nowhere' } });
    shop = new OpenShop(bed, 'hats', 'trials');
    await change('Open hats', { deletion: 'Retain' });
    await killFirstStarts(shop, volumes, {
      component: 'db',
      sign: 'mysql/mysql',
      mark: 'mysql/.first-start',
    });
  });

  const change = (title: string, choices: ShopChoices): Promise<Merged> =>
    shop.change(title, { engine: 'woocommerce', ...choices });
  const password = () => bed.secret('hats', 'store-db', 'password');
  const query = (asker: Asker, statement: string) => askMariaDb(bed.node.inside, shop, asker, statement);
  const asShop = async (statement: string) => query({ user: 'wordpress', password: await password() }, statement);

  it('names the image and the registry, and what is to be done, while its database runs, though that was killed twice while it first started', async () => {
    const text = await bed.untilExplained('hats', [/^Phase: +Provisioning/m, waitsForImage], 2 * minute);
    assert.match(text, /What to do:\n {2}The .*environment\.images in the fleet file/);
    const [database] = await shop.pods('db');
    assert.equal(database?.isReady, true);
    assert.equal(database?.restarts, 2);
  });

  it('has a database with the settings of its plan, that writes to its volumes only, and takes its root from inside its pod alone', async () => {
    const root = { user: 'root', password: await bed.secret('hats', 'store-db', 'root-password') } as const;
    const settings = 'select @@innodb_buffer_pool_size / 1024 / 1024, @@performance_schema, @@max_connections';
    assert.equal(await query(root, settings), '128.00000000\t0\t50');
    const party = await shop.party('db');
    const { address } = party;
    await assert.rejects(query({ ...root, address }, 'select 1'), /ERROR 1(045|130)/);
    const customer = { user: 'wordpress', password: await password(), address } as const;
    await query(customer, 'create table proof (word text)');
    await query(customer, "insert into proof values ('here')");
    await assert.rejects(query(customer, 'create database another'), /ERROR 1044/);
    await assert.rejects(runInContainer(bed.node.inside, party, 'touch /etc/proof'), /Read-only file system/);
  });

  it('has a database that only its own pods reach, and that reaches nobody', async () => {
    await new OpenShop(bed, 'books').open();
    const books = parties(await bed.objects('books', 'Pod'));
    const pods = await bed.objects('hats', 'Pod');
    const setup = pods.map(waitingParty).find((each) => each?.name.includes('/setup-'));
    const database = await shop.party('db');
    assert.ok(setup, 'the setup has its network while it waits for its image');
    assert.ok(await canReach(bed.node.inside, setup, database.address, port), 'the setup reaches the database');

    const forbidden: Connection[] = books.map((from) => ({ from, address: database.address, port }));
    for (const from of [setup, database]) {
      const system = [
        ['10.96.0.1', 443],
        [bed.node.address, 6443],
        ['169.254.169.254', 80],
      ] as const;
      for (const [address, number] of system) forbidden.push({ from, address, port: number });
      for (const { address, ports } of books)
        for (const number of ports) forbidden.push({ from, address, port: number });
    }
    const reached = await thoseThatReach(bed.node.inside, forbidden);
    note(`${forbidden.length} connections tried, ${reached.length} made`);
    assert.deepEqual(reached, []);
  });

  it('keeps its data when its database is another pod', async () => {
    await shop.replacePod('db');
    assert.equal(await asShop('select word from proof'), 'here');
  });

  it('has another database password after a rotation, and the old one is refused', async () => {
    const old = await password();
    await change('Rotate the password of hats', { deletion: 'Retain', rotation: 'first' });
    await until('the password is another', async () => (await password()) !== old, {
      timeoutMs: 3 * minute,
      intervalMs: 500,
      tell: () => bed.urumi.output,
    });
    assert.equal(await asShop('select word from proof'), 'here');
    await assert.rejects(query({ user: 'wordpress', password: old }, 'select 1'), /ERROR 1045/);
    await bed.untilExplained('hats', [waitsForImage], 2 * minute);
  });

  it('is closed by a revert, has its data and its password when it is opened again, and leaves nothing when it is purged', async () => {
    await bed.change('Close hats', { 'trials/hats.yaml': null });
    await bed.untilPhase('hats', 'Closed', 3 * minute);
    assert.deepEqual(parties(await bed.objects('hats', 'Pod')), []);
    const folders = readdirSync(volumes).filter((name) => name.includes('store-hats'));
    assert.equal(folders.length, 2, 'the volumes of the database and of the uploads');
    await change('Open hats again', { rotation: 'first' });
    await bed.untilExplained('hats', [waitsForImage], 2 * minute);
    assert.equal(await asShop('select word from proof'), 'here');
    await shop.remove();
    const left = () => folders.filter((name) => existsSync(path.join(volumes, name)));
    await until('the folders are gone', () => left().length === 0, { timeoutMs: minute, tell: () => left().join() });
  });
});

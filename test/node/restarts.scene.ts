import assert from 'node:assert/strict';
import { z } from 'zod';
import { readObject } from '../../cluster/read.ts';
import { until } from '../harness/until.ts';
import { nodeName } from './machine/addresses.ts';
import { restartProgram } from './machine/restart-program.ts';
import type { Visits } from './shops/customers.ts';
import { runInContainer } from './shops/in-container.ts';
import { OpenShop } from './shops/open-shop.ts';
import { sharedBed } from './shops/shared-bed.ts';
import type { ShopBed } from './shops/shop-bed.ts';
import { whileCustomersAsk } from './shops/while-customers-ask.ts';

const minute = 60_000;
const components = ['postgres', 'redis', 'server', 'storefront'];

describe('a shop on a node where things are restarted', function () {
  this.timeout(10 * minute);
  let bed: ShopBed;
  let shop: OpenShop;
  let order: string;

  before(async () => {
    ({ bed } = await sharedBed());
    shop = await new OpenShop(bed, 'books').open();
    order = await shop.buy();
  });

  const under = (what: string, work: () => Promise<void>) => whileCustomersAsk(shop, { what, order, work });
  const failed = (visits: Record<string, Visits>) => Object.values(visits).reduce((sum, each) => sum + each.failed, 0);
  const pods = async () => (await Promise.all(components.map((each) => shop.pods(each)))).flat();

  /** kubelet has looked at everything anew before it tells that its node lives. */
  const untilNodeLives = async (since: number): Promise<void> => {
    const renewed = async () => {
      const lease = await readObject(bed.api, `Lease.coordination.k8s.io/kube-node-lease/${nodeName}`);
      const { renewTime } = z.looseObject({ renewTime: z.string() }).parse(lease?.['spec']);
      return Date.parse(renewTime) > since;
    };
    await until('kubelet is back', renewed, { timeoutMs: minute, intervalMs: 500 });
  };

  it('serves on, in the same containers, while kubelet and containerd are restarted', async () => {
    const before = await pods();
    const visits = await under('kubelet and containerd restarted', async () => {
      for (const program of ['kubelet', 'containerd']) {
        await restartProgram(bed.node.inside, program);
        await untilNodeLives(Date.now());
      }
    });
    assert.equal(failed(visits), 0);
    assert.deepEqual(await pods(), before);
  });

  it('has its orders when its only server is another pod', async () => {
    const visits = await under('server deleted', () => shop.replacePod('server'));
    assert.equal(visits['static']?.failed, 0);
  });

  it('has its orders when its database is another pod, and its server finds it without a restart', async () => {
    const before = await shop.pods('server');
    const visits = await under('database deleted', () => shop.replacePod('postgres'));
    assert.equal(visits['static']?.failed, 0);
    const told = (list: typeof before) => list.map(({ uid, restarts }) => ({ uid, restarts }));
    assert.deepEqual(told(await shop.pods('server')), told(before));
  });

  it('has another database password after a rotation: the old one is refused, and the orders are there', async () => {
    const old = await bed.secret('books', 'store-db', 'password');
    const login = async (password: string): Promise<string> => {
      const command = 'PGPASSWORD=$0 psql -X -h 127.0.0.1 -U medusa -d medusa -tc "select count(*) from \\"order\\""';
      return runInContainer(bed.node.inside, await shop.party('postgres'), command, [password]);
    };
    assert.ok(Number(await login(old)) > 0);
    await under('rotation', async () => {
      const { revision } = await shop.change('Rotate the password of books', { rotation: 'first' });
      await bed.untilReady('books', revision, 5 * minute);
    });
    const rotated = await bed.secret('books', 'store-db', 'password');
    assert.notEqual(rotated, old);
    await assert.rejects(login(old), /password authentication failed/);
    assert.ok(Number(await login(rotated)) > 0);
    assert.match(await shop.buy(), /^order_/);
  });
});

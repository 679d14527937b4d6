import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { until } from '../harness/until.ts';
import { applyContext } from '../../webhook/github/feedback/publish-apply.ts';
import { nodeFolder } from './machine/node-folder.ts';
import { note } from './report.ts';
import { describeStages } from './shops/describe-stages.ts';
import { buy, orderStatus } from './shops/medusa-customer.ts';
import { OpenShop } from './shops/open-shop.ts';
import { ask } from './shops/outside.ts';
import { canReach, parties, thoseThatReach, type Connection, type Party } from './shops/reach.ts';
import { sharedBed } from './shops/shared-bed.ts';
import type { ShopBed } from './shops/shop-bed.ts';
import { shopFile, shopkeeper } from './shops/shop-file.ts';

const folder = nodeFolder(process.env);
const { volumes } = folder;
const minutes = 60_000;

describe('a Medusa shop on a real node', function () {
  this.timeout(30 * minutes);
  let bed: ShopBed;
  let order: string;

  before(async () => {
    ({ bed } = await sharedBed());
  });

  const statusOf = async () => {
    const password = await bed.secret('bikes', 'store-admin', 'password');
    return orderStatus(bed.addressOf('bikes'), { email: shopkeeper, password }, order);
  };

  it('opens when a pull request is merged, and has proven itself with an order by then', async () => {
    const {
      at: mergedAt,
      revision,
      plan,
    } = await bed.change('Open bikes', {
      'stores/bikes.yaml': shopFile('bikes', { deletion: 'Retain' }),
    });
    assert.deepEqual([plan.state, plan.description], ['success', 'opens 1']);
    assert.match(plan.comment, /\| .*bikes/);
    const { stages } = await bed.untilPhase('bikes', 'Ready', 10 * minutes);
    note(`merge to validated order: ${((Date.now() - mergedAt) / 1000).toFixed(1)} s: ${describeStages(stages)}`);
    const pods = await bed.objects('bikes', 'Pod');
    const validation = pods.find(({ metadata }) => metadata.labels?.['app.kubernetes.io/component'] === 'validate');
    const { containerStatuses = [] } = (validation?.['status'] ?? {}) as {
      containerStatuses?: { state?: { terminated?: { message?: string } } }[];
    };
    const said = JSON.parse(containerStatuses[0]?.state?.terminated?.message ?? '{}') as Record<string, unknown>;
    assert.equal(said['ok'], true, JSON.stringify(said));
    assert.equal(said['status'], 'pending/authorized', JSON.stringify(said));
    assert.equal(said['unproven'], undefined);
    const isTold = async () => (await bed.verdict(revision, applyContext))?.state === 'success';
    await until('the merge is told that its shop is open', isTold, { timeoutMs: 30_000 });
  });

  it('sells to a customer from outside, over HTTPS, and its keeper sees the order', async () => {
    const key = await bed.secret('bikes', 'store-app', 'PUBLISHABLE_KEY');
    // The ingress controller hears of a new shop a moment after we do.
    const page = { path: '/de' };
    const open = async () => (await ask(bed.node.address, 'bikes.shops.test', page)).body.includes('Demo Tee');
    await until('the storefront answers', open, { timeoutMs: 30_000, intervalMs: 200 });
    order = await buy(bed.addressOf('bikes'), key);
    assert.equal(await statusOf(), 'pending');
  });

  it('cannot be reached by another shop, and reaches neither it nor the API server, the node or the metadata address', async () => {
    await new OpenShop(bed, 'books').open();
    const [bikes, books] = [parties(await bed.objects('bikes', 'Pod')), parties(await bed.objects('books', 'Pod'))];
    assert.equal(bikes.length, 4, 'PostgreSQL, Redis, server and storefront run');
    assert.equal(books.length, 4);
    const { inside } = bed.node;
    const find = (name: string) => bikes.find((pod) => pod.name.includes(name)) as Party;
    assert.ok(
      await canReach(inside, find('server'), find('postgres').address, 5432),
      'a shop reaches its own database',
    );

    const system: readonly [string, number][] = [
      ['10.96.0.1', 443],
      [bed.node.address, 6443],
      [bed.node.address, 10_250],
      ['10.200.0.1', 22],
      ['169.254.169.254', 80],
    ];
    const forbidden: Connection[] = [];
    for (const from of [...bikes, ...books]) {
      const strangers = bikes.includes(from) ? books : bikes;
      for (const { address, ports } of strangers) for (const port of ports) forbidden.push({ from, address, port });
      for (const [address, port] of system) forbidden.push({ from, address, port });
    }
    const reached = await thoseThatReach(bed.node.inside, forbidden);
    note(`${forbidden.length} connections tried, ${reached.length} made`);
    assert.deepEqual(reached, []);
  });

  it('is closed by a revert, at once for customers, and its volumes stay', async () => {
    const kept = readdirSync(volumes).length;
    const { at: mergedAt } = await bed.change('Close bikes', { 'stores/bikes.yaml': null });
    const answers404 = async () => (await ask(bed.node.address, 'bikes.shops.test', { path: '/' })).status === 404;
    await until('the shop is away', answers404, { timeoutMs: minutes, intervalMs: 50 });
    note(`merge to 404: ${((Date.now() - mergedAt) / 1000).toFixed(1)} s`);
    await bed.untilPhase('bikes', 'Closed', 3 * minutes);
    assert.deepEqual(parties(await bed.objects('bikes', 'Pod')), []);
    assert.equal(readdirSync(volumes).length, kept);
  });

  it('has its orders when it opens again', async () => {
    const { at: mergedAt } = await bed.change('Open bikes again', { 'stores/bikes.yaml': shopFile('bikes') });
    await bed.untilPhase('bikes', 'Ready', 10 * minutes);
    note(`merge to validated order: ${((Date.now() - mergedAt) / 1000).toFixed(1)} s`);
    const seen = async () => (await ask(bed.node.address, 'bikes.shops.test', { path: '/de' })).status === 200;
    await until('the storefront answers', seen, { timeoutMs: 30_000, intervalMs: 200 });
    assert.equal(await statusOf(), 'pending');
  });

  it('leaves no volume and no folder when it is purged', async () => {
    const folders = readdirSync(volumes).filter((name) => name.includes('store-bikes'));
    assert.ok(folders.length > 0);
    const { at: mergedAt } = await bed.change('Remove bikes', { 'stores/bikes.yaml': null });
    await until('the Store is gone', async () => (await bed.status('bikes')) === undefined, {
      timeoutMs: 5 * minutes,
      intervalMs: 200,
    });
    const left = () => folders.filter((name) => existsSync(path.join(volumes, name)));
    await until('the folders are gone', () => left().length === 0, { timeoutMs: minutes, tell: () => left().join() });
    note(`merge to nothing left: ${((Date.now() - mergedAt) / 1000).toFixed(1)} s`);
  });
});

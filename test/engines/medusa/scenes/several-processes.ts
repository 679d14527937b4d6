import assert from 'node:assert/strict';
import { plans } from '../../../../synth/engines/medusa/plans.ts';
import { until } from '../../../harness/until.ts';
import { type MedusaBed, small } from '../medusa-bed.ts';
import type { Answer, MedusaProcess } from '../medusa-process.ts';

/** What servers and a worker share, and what a restart of all of them keeps. */
export function severalProcesses(bed: () => MedusaBed): void {
  describe('with several processes', () => {
    let second: MedusaProcess;
    let worker: MedusaProcess;
    let cookie = '';
    let picture = '';
    const bytes = Buffer.from('89504e470d0a1a0a0000000d49484452ff00fe01', 'hex');

    const whoAmI = (at: MedusaProcess): Promise<Answer> => at.ask('/admin/users/me', { headers: { cookie } });

    it('shares who is logged in, over HTTPS only', async () => {
      const headers = { authorization: `Bearer ${await bed().token()}` };
      const plain = await bed().server.ask('/auth/session', {
        method: 'POST',
        headers: { ...headers, 'x-forwarded-proto': 'http' },
      });
      assert.equal(plain.headers.get('set-cookie'), null);
      const answer = await bed().server.ask('/auth/session', { method: 'POST', headers });
      assert.match(answer.headers.get('set-cookie') ?? '', /Secure/);
      cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
      second = await bed().start({ name: 'second', mode: 'server', heap: plans.medium.server.heap });
      assert.equal((await whoAmI(second)).json.user.email, bed().shop.admin.email);
    });

    it('shares uploaded pictures, byte for byte, which no page can run as anything else', async () => {
      const form = new FormData();
      form.append('files', new Blob([bytes], { type: 'image/png' }), '../Käse & <script>.png');
      const { json } = await bed().asAdmin('/admin/uploads', { method: 'POST', body: form });
      picture = new URL(json.files[0].url).pathname;
      assert.match(picture, /^\/media\/[0-9a-f]{32}-[A-Za-z0-9._-]+$/);
      const answer = await fetch(`${second.base}${picture}`);
      assert.deepEqual(Buffer.from(await answer.arrayBuffer()), bytes);
      assert.equal(answer.headers.get('content-type'), 'image/png');
      assert.match(answer.headers.get('content-security-policy') ?? '', /sandbox/);
    });

    it('leaves background work to the worker, whose private files only a signed link opens', async () => {
      // The first server does background work itself: with it gone only a worker can.
      await bed().server.stop();
      bed().ask(second);
      await bed().asAdmin('/admin/products/export', { method: 'POST', body: {} });
      const { json: found } = await bed().asAdmin('/admin/products?handle=demo-tee');
      await bed().asAdmin(`/admin/products/${found.products[0].id}`, {
        method: 'POST',
        body: { subtitle: 'For summer' },
      });
      const exported = async (): Promise<string | false> => {
        const { json } = await bed().asAdmin('/admin/notifications?order=-created_at&fields=data');
        const data = json.notifications.map((each) => each.data);
        return data.find(({ file }) => file?.url !== undefined)?.file?.url ?? false;
      };
      await new Promise((resolve) => setTimeout(resolve, 3000));
      assert.equal(await exported(), false, 'a server alone does none of it');
      const waitingEvents = (): Promise<number> => bed().shop.redis.waiting('RedisEventBusService:events-queue');
      assert.ok((await waitingEvents()) > 0, 'events wait in Redis for whoever handles them');
      worker = await bed().start({ name: 'worker', mode: 'worker', heap: 512 });
      const link = new URL(
        await until('the worker has exported the products', exported, { timeoutMs: 60_000, intervalMs: 500 }),
      );
      const file = await bed().server.ask(link.pathname + link.search);
      assert.match(file.text, /demo-tee/);
      assert.equal((await bed().server.ask(link.pathname)).status, 404);
      assert.equal(
        (await bed().server.ask(link.pathname + link.search.replace(/signature=./, 'signature=x'))).status,
        404,
      );
      assert.equal((await worker.ask('/store/products')).status, 404, 'a worker serves no customers');
      await until('the worker has taken the events', async () => (await waitingEvents()) === 0);
    });

    it('keeps everything over a restart of all of them, database and Redis included', async () => {
      const orders = (await bed().asAdmin('/admin/orders')).json.count;
      await Promise.all([bed().server.stop(), worker.stop()]);
      await Promise.all([bed().shop.redis.stop(), bed().shop.postgres.stop()]);
      await Promise.all([bed().shop.redis.start(), bed().shop.postgres.start()]);
      bed().ask(await bed().start(small));
      assert.equal((await whoAmI(bed().server)).json.user.email, bed().shop.admin.email);
      assert.equal((await bed().asAdmin('/admin/orders')).json.count, orders);
      assert.equal((await bed().server.ask(picture)).status, 200);
    });
  });
}

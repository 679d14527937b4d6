import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { PullRequest } from '../forge/pull-request.ts';
import { until } from '../test/harness/until.ts';
import { activityListSchema } from './server/api/activity-view.ts';
import { storeGitSchema } from './server/api/git-view.ts';
import { pullDetailSchema, pullListSchema } from './server/api/pull-view.ts';
import { healthSchema } from './server/api/health-view.ts';
import { problemSchema } from './server/api/problem.ts';
import { storeListSchema } from './server/api/store-list.ts';
import { BrowserBed } from './testing/browser-bed.ts';
import { findBrowser } from './testing/find-browser.ts';
import { GitScene } from './testing/git-scene.ts';
import { floodOf, statusFrom } from './testing/flood.ts';
import { paintFleet, paintObjects, paintStatus, paintStore } from './testing/paint.ts';
import { paintedFleetStatus, statusOf } from './testing/painted-stores.ts';
import { UiBed } from './testing/ui-bed.ts';

const program = findBrowser(process.env);
const store = 'kaffee-rot';

describe('what the web UI reads when it is asked to', function () {
  this.timeout(120_000);
  let bed: UiBed;
  let scene: GitScene;
  let browser: BrowserBed | undefined;

  before(async () => {
    [bed, scene] = await Promise.all([UiBed.start(3), GitScene.start()]);
    await paintObjects(bed.api, store);
    await bed.startUi({ forge: scene.forge });
    if (program !== undefined) browser = await BrowserBed.start(program, bed.url);
    else assert.ok(process.env['URUMI_NEEDS_BROWSER'] === undefined, 'a browser is demanded, and none is installed');
  });

  after(async () => {
    await browser?.[Symbol.asyncDispose]();
    await bed?.[Symbol.asyncDispose]();
    await scene?.[Symbol.asyncDispose]();
  });

  /** The page of the browser; without one the test is left out. */
  const looking = (context: Mocha.Context): BrowserBed => browser ?? context.skip();

  describe('the log of a container', () => {
    const address = (query: string): string => `${bed.url}/api/v1/stores/${store}/logs?${query}`;
    /** What every container of the sandbox logs. */
    const log = (text: string): void => {
      const time = new Date().toISOString().replace('Z', '000000Z');
      appendFileSync(path.join(bed.plane.dataDir, 'container.log'), `${time} stdout F ${text}\n`);
    };
    const openLogs = async (): Promise<number> => {
      const metrics = await (await fetch(`${bed.url}/api/v1/metrics`)).text();
      return Number(/^urumi_ui_logs (\d+)$/m.exec(metrics)?.[1]);
    };
    const problem = async (query: string) => {
      const answer = await fetch(address(query));
      assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
      return problemSchema.parse(await answer.json());
    };

    before(() => until('a pod runs', async () => (await fetch(address('tail=1'))).ok));

    it('is told as text, each line after its time, and no more of it than was asked for', async () => {
      log('the shop opens');
      log('the first customer');
      const answer = await fetch(address('pod=db-0&tail=2'));
      assert.match(answer.headers.get('content-type') ?? '', /^text\/plain/);
      assert.match(await answer.text(), /^\d{4}-\S+Z the shop opens\n\d{4}-\S+Z the first customer\n$/);
      const later = new Date(Date.now() + 3_600_000).toISOString();
      assert.equal(await (await fetch(address(`since=${later}`))).text(), '');
    });

    it('goes on while somebody listens, and lets go of the node when nobody does', async () => {
      const leaving = new AbortController();
      const { body } = await fetch(address('follow=true&tail=0'), { signal: leaving.signal });
      const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
      log('a late order');
      let text = '';
      while (!text.includes('a late order')) text += (await reader?.read())?.value ?? assert.fail(`it ended: ${text}`);
      assert.equal(await openLogs(), 1);
      leaving.abort();
      await until('the log is let go of', async () => (await openLogs()) === 0);
    });

    it('is refused of what is no pod or container of the store, and of another namespace above all', async () => {
      for (const query of ['pod=web-of-somebody-else', 'pod=db-0&container=shell'])
        assert.equal((await problem(query)).status, 404);
      for (const query of [
        'pod=../../kube-system/pods/x',
        'tail=1000000',
        'since=yesterday',
        'follow=perhaps',
        'limitBytes=1',
      ])
        assert.equal((await problem(query)).status, 400, query);
      const { status } = await fetch(`${bed.url}/api/v1/stores/papier-laden/logs`);
      assert.equal(status, 404);
    });

    it('is followed, searched, wrapped, paused and saved on the page of the store', async function () {
      const seen = looking(this);
      const { page, complaints } = seen;
      await seen.open(`/stores/${store}`);
      await seen.untilText('#logs', /Read the log/);
      await page.keyboard.press('l');
      await seen.untilText('.logs', /the first customer/);
      log('ERROR: no more coffee');
      await seen.untilText('.logs .e', /no more coffee/);
      await page.getByLabel('Show only lines with').fill('CUSTOMER');
      await seen.untilText('.logs mark', /^customer$/);
      assert.equal(await page.locator('.logs > span').count(), 1);
      await page.getByLabel('Show only lines with').fill('');
      await page.getByRole('button', { name: 'Wrap' }).click();
      await page.locator('.logs.wrap').waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      log('said while nobody listened');
      await seen.untilText('#logs .foot', /paused, 1 more since/);
      assert.doesNotMatch((await page.locator('.logs').textContent()) ?? '', /nobody listened/);
      await page.getByRole('button', { name: 'Go on' }).click();
      await seen.untilText('.logs', /nobody listened/);
      const saved = page.waitForEvent('download');
      await page.getByLabel('Save the log as a file').click();
      assert.match((await saved).suggestedFilename(), /^kaffee-rot-.*\.log$/);
      await seen.inspect('logs');
      assert.deepEqual(complaints, []);
    });
  });

  describe('the half of a store that is in Git', () => {
    const path = 'stores/winter-atelier.yaml';
    const file = (plan: string): string =>
      `apiVersion: urumi.dev/v1alpha1\nkind: Store\nmetadata:\n  name: winter-atelier\nspec:\n  engine: woocommerce # for now\n  plan: ${plan}\n`;
    const git = async (name: string) =>
      storeGitSchema.parse(await (await fetch(`${bed.url}/api/v1/stores/${name}/git`)).json());
    let merged: string;
    let pull: PullRequest;

    before(async () => {
      const first = await scene.open({ title: 'Open winter-atelier', files: { [path]: file('small') } });
      await scene.merge(first);
      pull = await scene.open({ title: 'Grow winter-atelier <b>', files: { [path]: file('medium') } });
      merged = await scene.merge(pull);
      const status = { ...paintedFleetStatus(14), head: merged, applied: merged };
      await paintFleet(bed.api, status, scene.url);
      const annotations = { 'urumi.dev/file': path, 'urumi.dev/revision': merged };
      const ready = { ...statusOf('winter-atelier', 'Ready'), revision: merged, startedAt: new Date().toISOString() };
      await paintStore(bed.api, { name: 'winter-atelier', annotations, status: ready });
      await until('it is known', async () => (await fetch(`${bed.url}/api/v1/stores/winter-atelier/git`)).ok);
    });

    it('is the file at the revision that runs, its commits, and the pull requests that brought them', async () => {
      const { forge, file: shown, revision, commits, pull: from } = await git('winter-atelier');
      assert.deepEqual([forge.current, revision, shown?.text], [true, merged, file('medium')]);
      assert.deepEqual(
        commits.map(({ title, pull: number }) => [title, number]),
        [
          ['Grow winter-atelier <b>', pull.number],
          ['Open winter-atelier', pull.number - 1],
        ],
      );
      assert.equal(from?.number, pull.number);
      assert.ok(from.mergedAt !== undefined && from.mergedAt >= from.openedAt);
    });

    it('is read once, however many look', async () => {
      const before = scene.line.taken;
      await Promise.all(Array.from({ length: 20 }, () => git('winter-atelier')));
      assert.ok(scene.line.taken - before <= 2, `${scene.line.taken - before} connections for twenty readers`);
    });

    it('is nothing of a store whose fleet follows another repository, or that no file made', async () => {
      const { commits, file: shown } = await git('papier-laden');
      assert.deepEqual([commits.length, shown], [0, undefined]);
    });

    it('stays on screen while the forge is away, says since when it is old, and is current again by itself', async function () {
      const seen = looking(this);
      await seen.open('/stores/winter-atelier');
      await seen.untilText('#file .code', /plan: medium/);
      await seen.untilText('#file .commits', /Grow winter-atelier <b>/);
      await seen.untilText('#stages', new RegExp(`Pull request #${pull.number} opened`));
      await seen.inspect('git');
      await scene.line.cut();
      await until('it is known to be away', async () => !(await git('winter-atelier')).forge.current, {
        timeoutMs: 30_000,
      });
      const { forge, commits } = await git('winter-atelier');
      assert.match(forge.says, /does not answer/);
      assert.ok(forge.since !== undefined && commits.length === 2);
      await seen.page.reload();
      await seen.untilText('#file .stale', /may be old, as of/);
      await seen.untilText('#file .code', /plan: medium/);
      await scene.line.mend();
      await seen.page.locator('#file .stale').waitFor({ state: 'detached', timeout: 30_000 });
      assert.ok((await git('winter-atelier')).forge.current);
    });
  });

  describe('pull requests', () => {
    const list = async () => pullListSchema.parse(await (await fetch(`${bed.url}/api/v1/pulls`)).json());
    const detail = (number: number) => fetch(`${bed.url}/api/v1/pulls/${number}`);
    const title = 'Open <img src=x onerror=alert(1)> & close';
    let open: PullRequest;

    before(async () => {
      open = await scene.open({ title, files: { 'stores/new-one.yaml': 'kind: Store\n', 'README.md': null } });
    });

    it('are told with where they stand, from opened to planned to merged', async function () {
      const seen = looking(this);
      await seen.open('/pulls');
      const row = seen.page.locator('.prs tr', { hasText: title });
      await row.filter({ hasText: 'Waits for its plan' }).waitFor();
      await scene.judge(open, 'success', 'opens 1');
      await row.filter({ hasText: 'Ready to merge' }).filter({ hasText: 'Opens 1 store' }).waitFor();
      await seen.untilText('h1', /^1 pull request, 1 can be merged$/);
      assert.equal(await seen.page.locator('.prs tr.over').count(), 2);
      await seen.inspect('pulls');
      await seen.page.keyboard.press('g');
      await seen.page.keyboard.press('s');
      await seen.untilText('h1', /stores/);
      await seen.page.keyboard.press('g');
      await seen.page.keyboard.press('p');
      await row.locator('a').click();
      await seen.untilText('h1', /^Open <img/);
      await seen.untilText('.plan', /Plan for fleet shops: opens 1/);
      await seen.untilText('.list', /stores\/new-one.yaml/);
      await seen.page.getByText('new-one opened').click();
      await seen.untilText('.plan-list', /spec.replicas: 1 is new/);
      await seen.inspect('pull');
      assert.equal(await seen.page.locator('main img').count(), 0);
      await scene.merge(open);
      await seen.untilText('.title', /Merged/);
      assert.deepEqual(seen.complaints, []);
    });

    it('answer as the OpenAPI document says, and 404 for one that is not there', async () => {
      const { open: still, done, forge } = await list();
      assert.deepEqual([still.length, done[0]?.title, forge.current], [0, title, true]);
      const { plan, files } = pullDetailSchema.parse(await (await detail(open.number)).json());
      assert.match(plan ?? '', /opens 1/);
      assert.deepEqual(Object.fromEntries(files.map(({ path, change }) => [path, change])), {
        'README.md': 'removed',
        'stores/new-one.yaml': 'added',
      });
      assert.equal((await detail(4_711)).status, 404);
      assert.equal((await fetch(`${bed.url}/api/v1/pulls/1e3`)).status, 400);
    });

    it('cost the forge one list, however many look', async () => {
      await list();
      const before = scene.line.taken;
      await Promise.all(Array.from({ length: 30 }, list));
      assert.ok(scene.line.taken - before <= 2, `${scene.line.taken - before} connections for thirty readers`);
    });
  });

  describe('what happened', () => {
    const page = async (query = '') =>
      activityListSchema.parse(await (await fetch(`${bed.url}/api/v1/activity${query}`)).json());

    it('is told newest first: what people proposed, and what the cluster made of it', async () => {
      const { items, forge } = await page();
      assert.ok(forge.current);
      const kinds = new Set(items.map(({ kind }) => kind));
      for (const kind of ['opened', 'merged', 'pushed', 'ready'] as const) assert.ok(kinds.has(kind), kind);
      const times = items.map(({ at }) => Date.parse(at));
      assert.deepEqual(
        times,
        times.toSorted((a, b) => b - a),
      );
      const about = (await page('?search=winter-atelier+merged')).items;
      assert.deepEqual(new Set(about.map(({ store: name }) => name)), new Set(['winter-atelier']));
    });

    it('comes in pages that leave nothing out and tell nothing twice', async () => {
      const whole = (await page('?limit=100')).items;
      const seen: unknown[] = [];
      let query = '?limit=5';
      for (let { items, next } = await page(query); ; { items, next } = await page(query)) {
        seen.push(...items);
        if (next === undefined) break;
        query = `?limit=5&before=${encodeURIComponent(next)}`;
      }
      assert.deepEqual(seen, whole);
    });

    it('is a page, by day, that is searched and leads to where things are written', async function () {
      const seen = looking(this);
      await seen.open('/activity');
      await seen.untilText('.act', /Merged: Open winter-atelier/);
      await seen.inspect('activity');
      await seen.page.getByLabel('Search activity').fill('grow');
      await seen.page.getByLabel('Search activity').press('Enter');
      await seen.page.locator('.act tbody tr:not(.grp)').nth(2).waitFor({ state: 'detached' });
      await seen.page.locator('.act .where a').first().click();
      await seen.untilText('h1', /Grow winter-atelier <b>/);
      assert.deepEqual(seen.complaints, []);
    });
  });

  describe('what somebody sends to do harm', () => {
    it('is refused when it is thousands of requests from one address, while others are served', async () => {
      await bed.stopUi();
      await bed.startUi({ forge: scene.forge, rate: { burst: 300, perSecond: 100 } });
      const begun = Date.now();
      const flood = floodOf(bed.port, 3_000);
      const other = await statusFrom(bed.port, '127.0.0.2');
      const statuses = await flood;
      const most = 300 + 100 * ((Date.now() - begun) / 1000 + 1);
      const served = statuses.get(200) ?? 0;
      assert.equal(served + (statuses.get(429) ?? 0), 3_000, JSON.stringify([...statuses]));
      assert.ok(served >= 300 && served <= most, `${served} of 3,000 were served, and at most ${most} may be`);
      assert.deepEqual([other, await statusFrom(bed.port, '127.0.0.3')], [200, 200]);
      await bed.stopUi();
      await bed.startUi({ forge: scene.forge });
    });

    it('is shown as the text that it is when it is HTML in a title', async function () {
      const seen = looking(this);
      const title = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
      const status = statusOf('html-shop', 'Failed', { message: `stage setup: ${title}` });
      await paintStore(bed.api, { name: 'html-shop', spec: { title }, status });
      await seen.open('/?search=html-shop');
      await seen.untilText('tr[data-index]', /html-shop/);
      await seen.open('/stores/html-shop');
      await seen.untilText('.kv dd', /<img src=x/);
      assert.equal(await seen.page.locator('main img, main script').count(), 0);
      assert.match(await seen.page.title(), /html-shop/);
      assert.deepEqual(seen.complaints, []);
    });
  });

  describe('while the cluster is away', () => {
    it('what was known stays, with since when it is old and which part, and all is current again by itself', async function () {
      const ready = async () => {
        const answer = await fetch(`${bed.url}/api/v1/health/ready`);
        return { code: answer.status, ...healthSchema.parse(await answer.json()) };
      };
      const apiServer = bed.plane.components['kube-apiserver'];
      await browser?.open('/');
      await browser?.untilText('.status', /Live/);
      await apiServer?.stop();
      // Each watch notices by itself.
      const isKnown = async () => {
        const { code, freshness } = await ready();
        const stores = freshness.parts.find(({ part }) => part === 'stores');
        return code === 503 && stores?.current === false && /does not answer/.test(stores.says);
      };
      await until('it is known', isKnown, { timeoutMs: 60_000 });
      assert.ok(Date.parse((await ready()).freshness.since) <= Date.now());
      const list = storeListSchema.parse(await (await fetch(`${bed.url}/api/v1/stores`)).json());
      assert.ok(list.total >= 13);
      await browser?.untilText('.status', /Cluster away/);
      await browser?.untilText('.call', /The cluster does not answer since/);
      apiServer?.start();
      await until('it is current again', async () => (await ready()).code === 200, { timeoutMs: 90_000 });
      await browser?.untilText('.status', /Live/);
      const paint = () => paintStatus(bed.api, 'stores', 'open-00001', statusOf('open-00001', 'Failed'));
      // It says that it is not ready yet for a moment, when others have been answered already.
      await until('a store can be changed', () =>
        paint().then(
          () => true,
          () => false,
        ),
      );
      await browser?.untilText('tr[data-index]', /open-00001.*Failed/s);
    });
  });
});

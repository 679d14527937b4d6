import assert from 'node:assert/strict';
import { z } from 'zod';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { until } from '../test/harness/until.ts';
import { problemSchema } from './server/api/problem.ts';
import { streamMessages, type StreamEvent } from './server/api/stream-messages.ts';
import { findBrowser } from './testing/find-browser.ts';
import { keepPicture } from './testing/keep-picture.ts';
import { axeObjections, shoot, widthObjections } from './testing/page-objections.ts';
import { paintObjects, paintStatus } from './testing/paint.ts';
import { statusOf } from './testing/painted-stores.ts';
import { firstEvents, rawRequest } from './testing/raw-http.ts';
import { UiBed } from './testing/ui-bed.ts';

const program = findBrowser(process.env);
/** Every page, and what it says first. */
const pages: readonly (readonly [path: string, headline: RegExp])[] = [
  ['/', /stores, 3 need someone/],
  ['/?search=nothing-like-it', /stores, 3 need someone/],
  ['/stores/kaffee-rot', /kaffee-rot/],
  ['/stores/papier-laden', /papier-laden/],
  ['/stores/nobody', /There is no store named/],
  ['/closed', /closed stores/],
  ['/fleet', /stores match Git/],
  ['/nowhere', /There is no such page/],
];

/** Those that the documentation shows. */
const pictured = new Map([
  ['/', 'stores'],
  ['/stores/kaffee-rot', 'store'],
  ['/closed', 'closed'],
  ['/fleet', 'fleet'],
]);

/** As much of an OpenAPI document as the test looks at. */
interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<
    Record<
      string,
      { get: { responses: { 200: { content: Record<string, { schema: Parameters<typeof z.fromJSONSchema>[0] }> } } } }
    >
  >;
}

describe('the web UI', function () {
  this.timeout(120_000);
  let bed: UiBed;

  before(async () => {
    bed = await UiBed.start(120);
    await paintObjects(bed.api, 'kaffee-rot');
    await bed.startUi();
  });

  after(() => bed?.[Symbol.asyncDispose]());

  describe('its API', () => {
    const get = async (path: string, init: RequestInit = {}) => {
      const answer = await fetch(`${bed.url}${path}`, init);
      return { status: answer.status, headers: answer.headers, body: await answer.text() };
    };
    const json = async (path: string): Promise<unknown> => JSON.parse((await get(path)).body);
    const problemOf = ({ body, headers, status }: Awaited<ReturnType<typeof get>>) => {
      assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
      const problem = problemSchema.parse(JSON.parse(body));
      assert.equal(problem.status, status);
      return problem;
    };

    it('answers every path of its OpenAPI document as the document says', async () => {
      const { openapi, paths } = (await json('/api/v1/openapi.json')) as OpenApi;
      assert.equal(openapi, '3.1.0');
      for (const [path, { get: described }] of Object.entries(paths)) {
        const { content } = described.responses['200'];
        const media = Object.keys(content)[0] ?? '';
        if (media === 'text/event-stream') continue; // never ends; below
        if (path.includes('{number}')) continue; // no forge is here; reads.it.test.ts asks
        const name = path.endsWith('/logs') ? 'kaffee-rot' : 'papier-laden';
        const { status, headers, body } = await get(`/api/v1${path.replace('{name}', name)}`);
        assert.equal(status, 200, path);
        assert.ok(headers.get('content-type')?.startsWith(media), path);
        if (media === 'application/json') z.fromJSONSchema(content[media]?.schema ?? false).parse(JSON.parse(body));
      }
    });

    it('serves no path that its OpenAPI document does not have', async () => {
      const { paths } = (await json('/api/v1/openapi.json')) as OpenApi;
      assert.deepEqual(bed.ui.operations.map(({ path }) => path).sort(), Object.keys(paths).sort());
      problemOf(await get('/api/v1/secrets'));
      assert.equal((await get('/api/v1/secrets')).status, 404);
    });

    it('streams what its schemas say, goes on after an id, and asks who comes from another process to read anew', async () => {
      const { mark } = (await json('/api/v1/stores?limit=0')) as { mark: string };
      await paintStatus(bed.api, 'stores', 'open-00003', statusOf('open-00003', 'Suspended'));
      await until(
        'the change is known',
        async () => ((await json('/api/v1/stores?limit=0')) as { mark: string }).mark !== mark,
      );
      const events = await firstEvents(`${bed.url}/api/v1/stream?store=open-00003&after=${mark}`, 4);
      assert.deepEqual(
        events.map(({ event }) => event),
        ['beat', 'fleets', 'stores', 'store'],
      );
      for (const { event, data } of events) streamMessages[event as StreamEvent].parse(JSON.parse(data));
      const { rows } = streamMessages.stores.parse(JSON.parse(events[2]?.data ?? ''));
      assert.deepEqual(
        rows.map(({ name, phase }) => [name, phase]),
        [['open-00003', 'Suspended']],
      );
      const strange = await firstEvents(`${bed.url}/api/v1/stream?after=another.7`, 3);
      assert.deepEqual(
        strange.map(({ event }) => event),
        ['beat', 'fleets', 'reset'],
      );
      await paintStatus(bed.api, 'stores', 'open-00003', statusOf('open-00003', 'Ready'));
    });

    it('refuses what does not fit, and says which parameter', async () => {
      for (const [query, path] of [
        ['limit=1000', 'limit'],
        ['phase=Broken', 'phase.0'],
        ['offset=-1', 'offset'],
        ['sort=owner', 'sort'],
      ]) {
        const answer = await get(`/api/v1/stores?${query}`);
        assert.equal(answer.status, 400, query);
        assert.equal(problemOf(answer).issues?.[0]?.path, path, query);
      }
      for (const query of ['__proto__=1', 'constructor=1', 'phase=Ready&phase=Failed', 'nonsense=1'])
        assert.equal((await get(`/api/v1/stores?${query}`)).status, 400, query);
      assert.equal((await get(`/api/v1/stores?search=${'x'.repeat(3_000)}`)).status, 414);
    });

    it('refuses names that are paths, methods that write, and bodies of any size', async () => {
      for (const name of ['..%2f..%2fetc%2fpasswd', '%00', 'UPPER', 'a'.repeat(64), '%E0%A4%A'])
        assert.ok([400, 404].includes((await get(`/api/v1/stores/${name}`)).status), name);
      for (const path of ['/../package.json', '/assets/..%2f..%2fpackage.json', '/.git/config'])
        assert.doesNotMatch(
          (await get(path, { headers: { accept: 'application/json' } })).body,
          /devDependencies|\[core\]/,
        );
      for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
        assert.equal((await get('/api/v1/stores', { method })).status, 405, method);
      const large = await get('/api/v1/stores', { method: 'POST', body: 'x'.repeat(20_000_000) }).catch(
        () => undefined,
      );
      assert.ok(large === undefined || large.status === 405);
    });

    it('answers to its own host names only', async () => {
      const { status } = await rawRequest(
        bed.port,
        'GET /api/v1/stores HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n',
      );
      assert.equal(status, 421);
    });

    it('lets nobody hold connections by sending slowly, nor send without end', async () => {
      await bed.stopUi();
      await bed.startUi({ patienceMs: 300, rate: { burst: 5, perSecond: 1 } });
      const begun = Date.now();
      assert.equal((await rawRequest(bed.port, 'GET / HTTP/1.1\r\nHost: 127.0')).status, 408);
      assert.ok(Date.now() - begun < 10_000);
      const statuses = await Promise.all(Array.from({ length: 20 }, async () => get('/api/v1/health/live')));
      const refused = statuses.filter(({ status }) => status === 429);
      assert.ok(refused.length >= 10, `${refused.length} of 20`);
      assert.equal(refused[0]?.headers.get('retry-after'), '1');
      await bed.stopUi();
      await bed.startUi();
    });

    it('sends lists compressed as the browser likes it: a first page is a few kilobytes', async () => {
      for (const encoding of ['br', 'gzip']) {
        const { headers, body } = await get('/api/v1/stores?limit=100', { headers: { 'accept-encoding': encoding } });
        assert.equal(headers.get('content-encoding'), encoding);
        assert.ok(
          Number(headers.get('content-length')) < body.length / 5,
          `${headers.get('content-length')} of ${body.length}`,
        );
      }
      assert.equal(
        (await get('/api/v1/stores', { headers: { 'accept-encoding': 'identity' } })).headers.get('content-encoding'),
        null,
      );
    });

    it('sends its files compressed, and those with a digest for good', async () => {
      const page = await get('/');
      assert.equal(page.headers.get('cache-control'), 'no-cache');
      assert.match(page.headers.get('content-security-policy') ?? '', /script-src 'self';/);
      const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.body)?.[1] ?? '';
      const { headers } = await get(script, { headers: { 'accept-encoding': 'br' } });
      assert.match(headers.get('cache-control') ?? '', /immutable/);
      assert.equal(headers.get('content-encoding'), 'br');
      assert.ok(Number(headers.get('content-length')) < 100_000, headers.get('content-length') ?? '');
    });

    it('is an account that can write nothing, and read no Secret', async () => {
      const secrets = bed.reader.request({ method: 'GET', path: '/api/v1/namespaces/store-kaffee-rot/secrets' });
      await assert.rejects(secrets, /forbidden/i);
      const path = '/apis/urumi.dev/v1alpha1/namespaces/urumi-system/stores/kaffee-rot';
      await assert.rejects(bed.reader.request({ method: 'DELETE', path }), /forbidden/i);
    });
  });

  describe('in a browser', () => {
    let browser: Browser;
    let context: BrowserContext;
    let page: Page;
    let complaints: string[] = [];

    before(async function () {
      if (program === undefined) {
        assert.ok(process.env['URUMI_NEEDS_BROWSER'] === undefined, 'a browser is demanded, and none is installed');
        console.log('     no Chromium is installed, and $URUMI_BROWSER names none: the web UI is not looked at');
        this.skip();
      }
      browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
    });

    after(() => browser?.close());

    const listen = (made: Page): Page => {
      made.setDefaultTimeout(20_000);
      made.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      made.on('pageerror', (error) => complaints.push(String(error)));
      return made;
    };

    beforeEach(async () => {
      complaints = [];
      context = await browser.newContext({
        viewport: { width: 1280, height: 500 },
        baseURL: bed.url,
        reducedMotion: 'reduce',
      });
      page = listen(await context.newPage());
    });

    afterEach(async () => {
      await context?.close();
    });

    const open = async (path: string): Promise<void> => {
      await page.goto(path);
      await page.locator('h1:not(.sr)').waitFor();
    };
    const row = (name: string) => page.locator('tr', { has: page.locator(`a.name[href="/stores/${name}"]`) });
    /** Rows are drawn a frame after the page. */
    const untilRows = (count: number) =>
      until(`${count} rows are drawn`, async () => (await page.locator('tr[data-index]').count()) === count);
    const untilText = (selector: string, text: RegExp) =>
      page.locator(selector).filter({ hasText: text }).first().waitFor();

    it('shows a change of the cluster without a reload, in the list and in the counts', async () => {
      await open('/');
      await untilText('h1', /^130 stores, 3 need someone$/);
      await paintStatus(
        bed.api,
        'stores',
        'open-00000',
        statusOf('open-00000', 'Failed', { message: 'stage setup: it broke' }),
      );
      await untilText('h1', /^130 stores, 4 need someone$/);
      await row('open-00000').filter({ hasText: 'It broke' }).waitFor();
      await untilText('.counts button', /^\s*2\s*Failed/);
      await paintStatus(bed.api, 'stores', 'open-00000', statusOf('open-00000', 'Ready'));
      await untilText('h1', /3 need someone/);
      assert.deepEqual(complaints, []);
    });

    it('draws of a long list what is in view, and the rest when it is looked at', async () => {
      await open('/');
      const drawn = await page.locator('tr[data-index]').count();
      assert.ok(drawn < 100, `${drawn} of 130 rows`);
      await page.mouse.wheel(0, 100_000);
      await row('open-00119').waitFor();
      assert.equal(await page.locator('table.stores').getAttribute('aria-rowcount'), '131');
    });

    it('draws the end of a long list on a phone too, where columns have no heads', async () => {
      await page.setViewportSize({ width: 390, height: 600 });
      await open('/');
      const drawn = await page.locator('tr[data-index]').count();
      assert.ok(drawn < 100, `${drawn} of 130 rows`);
      await page.mouse.wheel(0, 100_000);
      await row('open-00119').waitFor();
      await page.setViewportSize({ width: 1280, height: 720 });
    });

    it('works by keyboard alone: searches, opens, goes on, helps', async () => {
      await open('/');
      await page.keyboard.press('/');
      await page.keyboard.type('atelier');
      await page.waitForURL('/?search=atelier');
      await untilRows(1);
      await page.keyboard.press('Escape');
      await row('papier-laden').waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      const focused = () => page.evaluate("document.activeElement.getAttribute('href')");
      await until('the second row has the focus', async () => (await focused()) === '/stores/kaffee-rot');
      await page.keyboard.press('Enter');
      await untilText('h1', /^kaffee-rot$/);
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await page.keyboard.press('g');
      await page.keyboard.press('f');
      await untilText('h1', /stores match Git/);
      await page.keyboard.press('g');
      await page.keyboard.press('c');
      await untilText('h1', /^2 closed stores/);
      await page.goBack();
      await untilText('h1', /stores match Git/);
      assert.deepEqual(complaints, []);
    });

    it('keeps filters in the address, so that a link shows the same', async () => {
      await open('/?phase=Closed');
      await untilRows(2);
      await page.getByRole('button', { name: /Failed/ }).click();
      await page.waitForURL('/?phase=Failed');
      await row('papier-laden').waitFor();
      assert.equal(await page.getByRole('button', { name: /Failed/ }).getAttribute('aria-pressed'), 'true');
      await open('/?search=papierladn');
      await page.getByRole('button', { name: 'papier-laden' }).click();
      await row('papier-laden').waitFor();
    });

    it('follows one store from stage to stage', async () => {
      await open('/stores/garten-eck');
      await untilText('.call h2', /^Waiting to begin$/);
      await paintStatus(
        bed.api,
        'stores',
        'garten-eck',
        statusOf('garten-eck', 'Provisioning', {
          message: 'stage setup waits for Job setup: 0 of 1 pods',
          stage: 'setup',
        }),
      );
      await untilText('.call h2', /^Waiting for its setup$/);
      await untilText('[aria-current=step]', /Setup/);
      await paintStatus(bed.api, 'stores', 'garten-eck', statusOf('garten-eck', 'Ready'));
      await untilText('.title', /Ready/);
      assert.equal(await page.locator('.call').count(), 0);
    });

    it('shows objects and pods as the cluster has them, and folds what is done with', async () => {
      await open('/stores/kaffee-rot');
      await untilText('.tree li', /StatefulSet/);
      await untilText('#pods td', /^db-0$/);
      const job = page.locator('.tree li', { hasText: /^\s*Job\s*setup/ });
      const pod = page.locator('.tree li', { hasText: /^\s*Pod\s*setup/ });
      await job.waitFor();
      assert.equal(await pod.count(), 0);
      await job.click();
      await pod.waitFor();
      await untilText('#events li', /Scheduled/);
    });

    it('says that it is not connected, and shows what happened meanwhile when the server is back', async () => {
      await open('/');
      await bed.stopUi();
      await untilText('.status', /Not connected/);
      await untilText('h1', /^130 stores, as of/);
      await paintStatus(bed.api, 'stores', 'open-00001', statusOf('open-00001', 'Degraded', { message: 'half of it' }));
      await bed.startUi();
      await row('open-00001').filter({ hasText: 'Degraded' }).waitFor({ timeout: 20_000 });
      await untilText('.status', /Live/);
      await paintStatus(bed.api, 'stores', 'open-00001', statusOf('open-00001', 'Ready'));
      await untilText('h1', /3 need someone/);
    });

    it('costs the API server nothing for another browser', async () => {
      const asked = async () => {
        const all = await bed.reader.metrics.registry.getSingleMetricAsString('urumi_kube_requests_total');
        return all
          .split('\n')
          .filter((line) => !line.startsWith('#'))
          .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
      };
      await open('/');
      const before = await asked();
      const others = await Promise.all(Array.from({ length: 2 }, () => context.newPage()));
      await Promise.all(others.map((other) => other.goto('/fleet')));
      await paintStatus(bed.api, 'stores', 'open-00002', statusOf('open-00002', 'Failed'));
      await Promise.all(others.map((other) => other.locator('td', { hasText: 'open-00002' }).waitFor()));
      assert.equal(await asked(), before);
      await paintStatus(bed.api, 'stores', 'open-00002', statusOf('open-00002', 'Ready'));
    });

    it('has nothing that axe objects to, on any page, in either theme, and nothing too wide for a narrow window', async () => {
      const found: string[] = [];
      const look = async (where: string): Promise<void> => {
        found.push(...(await axeObjections(page, where)), ...(await widthObjections(page, where)));
        await shoot(page, `all${where.replaceAll(/[/ ]+/g, '-')}`);
      };
      await open('/');
      for (const [path, headline] of pages) {
        await page.evaluate(
          `history.pushState(undefined, '', '${path}'); dispatchEvent(new PopStateEvent('popstate'))`,
        );
        await untilText('h1', headline);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await look(`${path} ${colorScheme}`);
        }
        const name = pictured.get(path);
        if (name !== undefined) await keepPicture(page, name);
        if (path === '/') await keepPicture(page, 'stores-dark', 'dark');
        await page.setViewportSize({ width: 360, height: 500 });
        await look(`${path} narrow`);
        await page.setViewportSize({ width: 1280, height: 500 });
      }
      assert.deepEqual(found, []);
      assert.deepEqual(complaints, []);
    });
  });
});

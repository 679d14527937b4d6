import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { connect, type Connection } from '../cluster/connect.ts';
import { serviceAccount } from '../sandbox/control-plane/credentials.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import { ForgeBed } from '../test/harness/forge-bed.ts';
import { storeFile } from '../test/harness/store-file.ts';
import { recordedLog } from '../webhook/testing/recorded-log.ts';
import { buildApp } from './build/build-app.ts';
import { changeSchema } from './server/api/change-view.ts';
import { problemSchema } from './server/api/problem.ts';
import { startUi, type RunningUi } from './server/start-ui.ts';
import { findBrowser } from './testing/find-browser.ts';

const program = findBrowser(process.env);
const never = new AbortController().signal;

/** As axe tells of one. */
interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

describe('changes from the web UI, by pull request', function () {
  this.timeout(180_000);
  let scene: ForgeBed;
  let api: Connection;
  let ui: RunningUi;
  const log = recordedLog();

  before(async () => {
    scene = await ForgeBed.start({
      files: {
        'stores/demo.yaml': storeFile('demo'),
        'stores/kept.yaml': `${storeFile('kept')}  deletion: {protected: true}\n`,
      },
    });
    await scene.forge.protectBranch({ branch: 'main', requiredStatuses: ['urumi/plan'], directPushes: true }, never);
    const { user, groups } = serviceAccount(systemNamespace, 'urumi-ui');
    api = await connect({ kubeconfig: await scene.bed.plane.kubeconfigFor(user, groups), userAgent: 'urumi-ui' });
    ui = await startUi({
      api,
      namespace: systemNamespace,
      log,
      version: '0.0.0-test',
      app: await buildApp(),
      port: 0,
      writes: {
        repository: scene.forge.repository,
        signIn: { kind: 'local', login: 'urumi', token: async () => ({ password: scene.token }) },
        secrets: [randomBytes(32)],
      },
    });
    await ui.ready;
    await scene.bed.untilPhase('demo', 'Ready');
  });

  after(async () => {
    await ui?.stop();
    await api?.close();
    await scene?.[Symbol.asyncDispose]();
  });

  describe('its API', () => {
    let cookie = '';
    let keys = 0;
    const newKey = (): string => `a-key-of-this-test-${(keys += 1)}`;
    const send = async (path: string, init: RequestInit = {}) => {
      const headers = { cookie, 'idempotency-key': newKey(), ...(init.headers as object) };
      const answer = await fetch(`${ui.url}api/v1${path}`, { method: 'POST', ...init, headers });
      const text = await answer.text();
      if (answer.status >= 400) {
        assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/, path);
        problemSchema.parse(JSON.parse(text));
      }
      return { status: answer.status, headers: answer.headers, text };
    };
    const open = async (): Promise<number> => (await scene.forge.findPullRequests({}, never)).items.length;

    before(async () => {
      const answer = await fetch(`${ui.url}api/v1/session`);
      assert.deepEqual(((await answer.json()) as { person: unknown }).person, { login: 'urumi' });
      cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    });

    it('writes for nobody who is not signed in, nor for a page of another site', async () => {
      assert.equal((await send('/stores/demo/close', { headers: { cookie: '' } })).status, 401);
      assert.equal(
        (await send('/stores/demo/close', { headers: { cookie: 'urumi-session=e30.e30.e30.e30.e30' } })).status,
        401,
      );
      assert.equal((await send('/stores/demo/close', { headers: { 'sec-fetch-site': 'cross-site' } })).status, 403);
      assert.equal((await send('/stores/demo/close', { headers: { origin: 'https://evil.example' } })).status, 403);
      assert.equal(await open(), 0);
    });

    it('refuses what is no key, no store and no state for it, and says why', async () => {
      for (const key of ['', 'short', 'x'.repeat(65), '../../../../../../etc', '{"a":"b-c-d-e-f-g-h"}'])
        assert.equal((await send('/stores/demo/close', { headers: { 'idempotency-key': key } })).status, 400, key);
      for (const name of ['..%2f..%2fREADME', '%00', '__proto__', 'constructor', 'UPPER', 'a'.repeat(41)])
        assert.ok([400, 404].includes((await send(`/stores/${name}/close`)).status), name);
      assert.equal((await send('/stores/nobody/close')).status, 404);
      assert.match((await send('/stores/kept/close')).text, /is protected/);
      assert.match((await send('/stores/demo/reopen')).text, /is not closed/);
      for (const number of ['0', '-1', 'x', '9'.repeat(12), '1e3'])
        assert.equal((await send(`/changes/${number}/merge`, json({ headSha: 'a'.repeat(40) }))).status, 400, number);
      assert.equal(await open(), 0);
    });

    it('refuses bodies that are too long, no JSON, or hold more than they should', async () => {
      const merge = (init: RequestInit) => send('/changes/999/merge', init).then(({ status }) => status);
      const sha = 'a'.repeat(40);
      assert.equal(await merge({ body: 'x'.repeat(200_000), headers: { 'content-type': 'application/json' } }), 413);
      const huge = await merge(json({ headSha: 'x'.repeat(20_000_000) })).catch(() => 413); // the connection is cut
      assert.equal(huge, 413);
      assert.equal(await merge({ body: `headSha=${sha}`, headers: { 'content-type': 'text/plain' } }), 415);
      assert.equal(await merge({ body: '{', headers: { 'content-type': 'application/json' } }), 400);
      for (const bad of [
        `{"headSha":"${sha}","__proto__":{"admin":true}}`,
        `{"headSha":"${sha}","constructor":1}`,
        `{"headSha":"main"}`,
        `{"headSha":${'['.repeat(50_000)}${']'.repeat(50_000)}}`,
        '[]',
        'null',
      ])
        assert.equal(
          await merge({ body: bad, headers: { 'content-type': 'application/json' } }),
          400,
          bad.slice(0, 60),
        );
      assert.equal(await merge(json({ headSha: sha })), 404);
    });

    it('opens one pull request however often it is asked with one key, and also with another', async () => {
      const key = newKey();
      const once = () => send('/stores/demo/close', { headers: { 'idempotency-key': key } });
      const answers = await Promise.all([once(), once(), once()]);
      const changes = answers.map(({ text }) => changeSchema.parse(JSON.parse(text)));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
      assert.equal(new Set(changes.map(({ number }) => number)).size, 1);
      const [change] = changes;
      assert.equal(answers[0]?.headers.get('location'), `/api/v1/changes/${change?.number}`);
      assert.deepEqual([change?.title, change?.author], ['Close demo', 'urumi']);
      // A restart forgets keys; the branch of the same wish is the same.
      const again = await send('/stores/demo/close');
      assert.equal(changeSchema.parse(JSON.parse(again.text)).number, change?.number);
      assert.equal(await open(), 1);
      assert.equal((await send('/stores/kept/close', { headers: { 'idempotency-key': key } })).status, 422);
    });

    it('notes each write, with who, what, when, from where and which pull request, and no secret', async () => {
      const text = log.lines.join('\n');
      assert.match(text, /"action":"close".*"store":"demo".*"outcome":"done".*"pullRequest":1/);
      assert.match(text, /"login":"urumi".*"address":"(::ffff:)?127\.0\.0\.1"/);
      assert.match(text, /"store":"kept".*"outcome":"refused".*is protected/);
      assert.ok(!text.includes(scene.token) && !text.includes(cookie.split('=')[1] ?? '-'));
    });

    it('takes so many closings and no more, and says when to go on', async () => {
      const statuses: number[] = [];
      for (let at = 0; at < 12; at += 1) statuses.push((await send('/stores/kept/close')).status);
      assert.ok(statuses.includes(429) && statuses.includes(409), statuses.join(' '));
      const refused = await send('/stores/kept/close');
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers.get('retry-after')) > 500);
      const { items } = await scene.forge.findPullRequests({}, never);
      await Promise.all(items.map(({ number }) => scene.api.request('PATCH', `/pulls/${number}`, { state: 'closed' })));
      await Promise.all(items.map(({ head }) => scene.forge.deleteBranch(head.branch, never)));
    });
  });

  describe('in a browser', () => {
    let browser: Browser;
    let page: Page;
    const complaints: string[] = [];
    const found: string[] = [];

    before(async function () {
      if (program === undefined) {
        assert.ok(process.env['URUMI_NEEDS_BROWSER'] === undefined, 'a browser is demanded, and none is installed');
        this.skip();
      }
      browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        baseURL: ui.url,
        reducedMotion: 'reduce',
      });
      page = await context.newPage();
      page.setDefaultTimeout(40_000);
      page.on('console', (message) => void (message.type() === 'error' && complaints.push(message.text())));
      page.on('pageerror', (error) => complaints.push(String(error)));
    });

    after(() => browser?.close());

    afterEach(async function () {
      if (this.currentTest?.state !== 'failed') return;
      console.log(
        `     the page: ${await page.locator('main').innerText()}\n     ${log.lines.slice(-5).join('\n     ')}`,
      );
      await shoot(page, 'failed');
    });

    /** Looks at the page in both themes, and in a narrow window. */
    const look = async (where: string): Promise<void> => {
      if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const run = `axe.run({ resultTypes: ['violations'] })`;
        const { violations } = await page.evaluate<{ violations: Violation[] }>(run);
        for (const { id, nodes } of violations)
          found.push(`${where} ${colorScheme}: ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`);
        await shoot(page, `${where}-${colorScheme}`);
      }
      await page.setViewportSize({ width: 390, height: 800 });
      const tooWide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      if (tooWide > 0) found.push(`${where}: ${tooWide} px too wide`);
      await shoot(page, `${where}-narrow`);
      await page.setViewportSize({ width: 1280, height: 900 });
    };
    const headline = (text: RegExp) => page.locator('h1').filter({ hasText: text }).waitFor();
    const merge = async (): Promise<void> => {
      await page.getByRole('button', { name: 'Merge' }).click();
    };

    it('closes a store: says first what that means, asks for its name, and follows it to the end on one page', async () => {
      await page.goto('/stores/demo');
      await page.getByRole('link', { name: 'Close', exact: true }).click();
      await headline(/^Close demo$/);
      await look('close');
      const button = page.getByRole('button', { name: 'Open pull request to close' });
      await button.click({ force: true }); // it says what is missing
      await page.locator('#confirm[aria-invalid=true]').waitFor();
      await page.locator('#confirm').fill('demo');
      await button.dblclick();
      await headline(/^demo waits to be merged$/);
      await look('close-waits');
      assert.equal((await scene.forge.findPullRequests({}, never)).items.length, 1);
      await merge();
      await headline(/^demo is closed$/);
      await look('close-done');
      assert.equal((await scene.bed.status('demo'))?.phase, 'Closed');
    });

    it('reopens it with its file as it was', async () => {
      await page.goto('/stores/demo');
      await page.getByRole('link', { name: 'Reopen' }).click();
      await headline(/^Reopen demo$/);
      await look('reopen');
      await page.getByRole('button', { name: 'Open pull request to reopen' }).click();
      await headline(/^demo waits to be merged$/);
      await merge();
      await headline(/^demo is open again$/);
      const head = await scene.mainHead();
      const file = await scene.forge.readFile('stores/demo.yaml', head, never);
      assert.equal(Buffer.from(file?.content ?? []).toString(), storeFile('demo'));
    });

    it('has nothing that axe objects to on any of these pages, and nothing to complain of', () => {
      assert.deepEqual(found, []);
      assert.deepEqual(complaints, []);
    });
  });
});

/** Keeps a picture of a page, for people who work on it: `URUMI_SHOTS=folder`. */
async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['URUMI_SHOTS'];
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}

function json(body: object): RequestInit {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

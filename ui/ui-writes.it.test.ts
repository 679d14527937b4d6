import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { z } from 'zod';
import { connect, type Connection } from '../cluster/connect.ts';
import { serviceAccount } from '../sandbox/control-plane/credentials.ts';
import { giteaApi } from '../sandbox/forge/gitea-api.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import { ForgeBed } from '../test/harness/forge-bed.ts';
import { storeFile } from '../test/harness/store-file.ts';
import { until } from '../test/harness/until.ts';
import { recordedLog } from '../webhook/testing/recorded-log.ts';
import { buildApp } from './build/build-app.ts';
import { changeSchema } from './server/api/change-view.ts';
import { problemSchema } from './server/api/problem.ts';
import { planAnswerSchema, storeFileViewSchema } from './server/api/store-wish.ts';
import { startUi, type RunningUi } from './server/start-ui.ts';
import { findBrowser } from './testing/find-browser.ts';
import { freePort } from './testing/free-port.ts';

const program = findBrowser(process.env);
const accountSchema = z.object({ user: z.string(), password: z.string(), administratorToken: z.string() });
const described = z.object({
  parameters: z.array(z.object({ name: z.string() })).optional(),
  responses: z.record(z.string(), z.unknown()).optional(),
  security: z.unknown(),
});
const openApiSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), described.partial())) });
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

  describe('its API', () => {
    const open = async (): Promise<number> => (await scene.forge.findPullRequests({}, never)).items.length;

    before(async () => {
      const answer = await fetch(`${ui.url}api/v1/session`);
      assert.deepEqual(((await answer.json()) as { person: unknown }).person, { login: 'urumi' });
      cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    });

    after(async () => {
      const { items } = await scene.forge.findPullRequests({}, never);
      await Promise.all(items.map(({ number }) => scene.api.request('PATCH', `/pulls/${number}`, { state: 'closed' })));
      await Promise.all(items.map(({ head }) => scene.forge.deleteBranch(head.branch, never)));
    });

    it('is what its OpenAPI document says: every write with its key, its refusals and who may', async () => {
      const answer = await fetch(`${ui.url}api/v1/openapi.json`);
      const { paths } = openApiSchema.parse(await answer.json());
      const told = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
      assert.deepEqual(ui.operations.map(({ method, path }) => `${method} ${path}`).sort(), told.sort());
      const writes = ui.operations.filter(({ needs }) => needs === 'write');
      assert.equal(writes.length, 7);
      for (const { method, path } of writes) {
        const { parameters = [], responses, security } = paths[path]?.[method] ?? {};
        assert.ok(
          parameters.some(({ name }) => name === 'Idempotency-Key'),
          path,
        );
        assert.deepEqual(
          ['401', '403', '429'].filter((status) => responses?.[status] === undefined),
          [],
          path,
        );
        assert.deepEqual(security, [{ session: [] }]);
      }
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

    it('plans what nobody has saved, and proposes no file that could not be applied', async () => {
      const text = storeFile('fresh');
      const plan = async (body: object) => {
        const answer = await send('/plan', json(body));
        return answer.status === 200 ? planAnswerSchema.parse(JSON.parse(answer.text)) : answer.status;
      };
      const planned = await plan({ name: 'fresh', text });
      assert.ok(typeof planned === 'object');
      assert.deepEqual(
        [planned.file, planned.exists, planned.report.conclusion],
        ['stores/fresh.yaml', false, 'success'],
      );
      assert.ok((planned.report.stores[0]?.objects.created.length ?? 0) > 20);
      const clash = await plan({ name: 'fresh', text: storeFile('fresh', { hosts: ['demo.shops.test'] }) });
      assert.match(JSON.stringify(clash), /demo/);
      assert.ok(typeof clash === 'object' && clash.report.conclusion === 'failure');
      for (const name of ['../../etc/passwd', '__proto__', 'UPPER', ''])
        assert.equal(await plan({ name, text }), 400, name);
      assert.equal(await plan({ name: 'fresh', text, admin: true }), 400);
      const nobody = { cookie: '', 'content-type': 'application/json' };
      assert.equal((await send('/plan', { ...json({ name: 'fresh', text }), headers: nobody })).status, 401);

      const create = (name: string, of: string) => send('/stores', json({ name, text: of }));
      assert.equal((await create('demo', storeFile('demo'))).status, 409);
      const unfit = await create('fresh', storeFile('fresh').replace('woocommerce', 'nonsense'));
      assert.equal(unfit.status, 422);
      assert.match(unfit.text, /spec\.engine/);
      assert.equal((await create('fresh', storeFile('other'))).status, 422, 'a file of another name');
      const put = (body: object) => send('/stores/demo', { ...json(body), method: 'PUT' });
      assert.equal((await put({ text: storeFile('demo', { plan: 'large' }), blob: 'b'.repeat(40) })).status, 409);
      assert.equal(await open(), 0);
    });

    it('suspends, and rolls back to a revision, as the file was', async () => {
      const { text, status } = await send('/stores/demo/suspend', json({ suspended: true }));
      assert.equal(status, 202, text);
      const { number } = changeSchema.parse(JSON.parse(text));
      const { files } = await scene.forge.listChangedFiles(number, never);
      assert.deepEqual(
        files.map(({ path, change }) => [path, change]),
        [['stores/demo.yaml', 'modified']],
      );
      assert.equal((await send('/stores/demo/suspend', json({ suspended: false }))).status, 409);
      assert.equal(
        (await send('/stores/demo/rollback', json({ revision: await scene.mainHead() }))).status,
        409,
        'it is so',
      );
      assert.equal((await send('/stores/demo/rollback', json({ revision: 'a'.repeat(40) }))).status, 409);
      await scene.api.request('PATCH', `/pulls/${number}`, { state: 'closed' });
    });

    it('tells a file as it was in a revision, and of no other file', async () => {
      const read = (query: string) => send(`/stores/demo/file${query}`, { method: 'GET' });
      const { status, text } = await read(`?revision=${await scene.mainHead()}`);
      assert.deepEqual([status, storeFileViewSchema.parse(JSON.parse(text)).text], [200, storeFile('demo')]);
      for (const query of ['?revision=main', '?revision=../HEAD', `?revision=${'a'.repeat(40)}&path=README.md`])
        assert.equal((await read(query)).status, 400, query);
      assert.equal((await read(`?revision=${'a'.repeat(40)}`)).status, 409);
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
      assert.match(text, /"action":"close".*"store":"demo".*"outcome":"done".*"pullRequest":\d+/);
      assert.match(text, /"login":"urumi".*"address":"(::ffff:)?127\.0\.0\.1"/);
      assert.match(text, /"store":"kept".*"outcome":"refused".*is protected/);
      assert.ok(!text.includes(scene.token) && !text.includes(cookie.split('=')[1] ?? '-'));
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
      page.on('console', (message) => {
        // A name that no store can have is refused, as is asked for below; and the sandbox's forge has no styles for its own pages.
        const { url } = message.location();
        const isExpected = /status of 400/.test(message.text()) || url.startsWith(scene.forge.repository.url);
        if (message.type() === 'error' && !isExpected) complaints.push(`${url}: ${message.text()}`);
      });
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

    it('opens a store from the form: what it would do, its pull request, the merge, and Ready, without a reload', async () => {
      await page.goto('/');
      await page.evaluate('window.isTheSamePage = true');
      await page.keyboard.press('n');
      await headline(/^New store$/);
      const name = page.locator('[id="metadata.name"]');
      await name.fill('Demo');
      await name.blur();
      await page.getByText('The name must be a DNS label').first().waitFor();
      await name.fill('demo');
      await name.blur();
      await page.getByText('There is a store named demo already').first().waitFor();
      await name.fill('winter');
      await page.locator('[id="spec.title"]').fill('<b>Winter</b> & "Söhne": 1');
      await page.getByRole('radio', { name: 'medium' }).check();
      await page.locator('[id="spec.hosts"]').fill('winter.example');
      await page.locator('[id="spec.hosts"]').blur();
      await page.locator('.plan-panel:not(.stale)').getByText('A new store').waitFor();
      await look('new');
      const text = await page.locator('textarea').inputValue();
      await page.locator('textarea').fill(`${text}  nonsense: true\n`);
      await page
        .getByText(/nonsense is not a field|nonsense/)
        .first()
        .waitFor();
      await page.locator('.faults li').waitFor();
      await look('new-problem');
      await page.locator('textarea').fill(text);
      await page.locator('.plan-panel:not(.stale)').getByText('A new store').waitFor();
      await page.getByRole('button', { name: 'Open pull request' }).dblclick();
      await headline(/^winter waits to be merged$/);
      await look('new-waits');
      await merge();
      await headline(/^winter is open$/);
      assert.equal(await page.evaluate('window.isTheSamePage'), true);
      assert.equal((await scene.bed.status('winter'))?.phase, 'Ready');
    });

    it('changes a store, and nothing of its file but what was changed', async () => {
      const note = '# kept by hand';
      await scene.addFile('stores/noted.yaml', `${note}\n${storeFile('noted')}`, 'main');
      await scene.bed.untilPhase('noted', 'Ready');
      await page.goto('/stores/noted');
      await page.getByRole('link', { name: 'Edit', exact: true }).click();
      await headline(/^Edit noted$/);
      await page.getByRole('radio', { name: 'large' }).check();
      await page.locator('.plan-panel:not(.stale)').getByText('A change').waitFor();
      await look('edit');
      await page.getByRole('button', { name: 'Open pull request' }).click();
      await headline(/^noted waits to be merged$/);
      await merge();
      await headline(/^noted is as its file says$/);
      const file = await scene.forge.readFile('stores/noted.yaml', await scene.mainHead(), never);
      const expected = `${note}\n${storeFile('noted')}`.replace('small', 'large');
      assert.equal(Buffer.from(file?.content ?? []).toString(), expected);
    });

    it('goes back to a revision: says first what that would do, and is as it was when it is merged', async () => {
      const file = async () => {
        const found = await scene.forge.readFile('stores/noted.yaml', await scene.mainHead(), never);
        return Buffer.from(found?.content ?? []).toString();
      };
      const before = await file();
      const changed = await scene.open('new-sign', { 'stores/noted.yaml': `${before}  title: New sign\n` });
      const revision = await scene.merge(changed);
      await until(
        'the new sign is up',
        async () => (await scene.bed.status('noted'))?.history[0]?.revision === revision,
      );
      await page.goto('/stores/noted');
      const links = page.getByRole('link', { name: /^Roll back to / });
      await links.nth(1).click();
      await page.getByText('volumes can grow but not shrink').first().waitFor();
      await page.goto('/stores/noted');
      await look('store');
      await links.first().click();
      await headline(/^Roll back noted$/);
      await page.locator('.plan-panel:not(.stale)').getByText('spec.title').waitFor();
      await look('rollback');
      await page.getByRole('button', { name: 'Open pull request to roll back' }).dblclick();
      await headline(/^noted waits to be merged$/);
      await merge();
      await headline(/^noted is as it was$/);
      assert.equal(await file(), before);
      const head = await scene.mainHead();
      const status = await scene.bed.status('noted');
      assert.deepEqual([status?.phase, status?.history[0]?.revision], ['Ready', head]);
      assert.equal((await scene.bed.store('noted'))?.spec?.['title'], undefined);
      await page.goto(`/stores/noted/rollback/${head}`);
      await page.getByText('there is nothing to roll back').waitFor();
    });

    it('suspends a store, and resumes it, each by a pull request that is followed to its end', async () => {
      await page.goto('/stores/noted');
      await page.locator('h1').filter({ hasText: 'noted' }).waitFor();
      await page.getByRole('link', { name: 'Suspend' }).waitFor();
      await page.keyboard.press('s');
      await headline(/^Suspend noted$/);
      await look('suspend');
      await page.getByRole('button', { name: 'Open pull request to suspend' }).click();
      await headline(/^noted waits to be merged$/);
      await merge();
      await headline(/^noted is suspended$/);
      await page.goto('/stores/noted');
      await page.getByRole('link', { name: 'Resume' }).click();
      await headline(/^Resume noted$/);
      await page.getByRole('button', { name: 'Open pull request to resume' }).click();
      await headline(/^noted waits to be merged$/);
      await merge();
      await headline(/^noted is open again$/);
      assert.equal((await scene.bed.status('noted'))?.phase, 'Ready');
    });

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

    it('signs a person in at the forge, back to the page they came from, and out again', async () => {
      const { user, password, administratorToken } = accountSchema.parse(
        JSON.parse(await readFile(scene.accountFile, 'utf8')),
      );
      const forge = giteaApi(scene.forge.repository.url, `token ${administratorToken}`);
      const port = await freePort();
      const publicUrl = `http://127.0.0.1:${port}`;
      const wish = { name: 'urumi', redirect_uris: [`${publicUrl}/sign-in/callback`], confidential_client: true };
      const { client_id: clientId, client_secret: secret } = await forge.request<Record<string, string>>(
        'POST',
        '/user/applications/oauth2',
        wish,
      );
      const signIn = {
        kind: 'oauth',
        clientId: clientId ?? '',
        clientSecret: async () => secret ?? '',
        publicUrl,
      } as const;
      const writes = {
        repository: scene.forge.repository,
        signIn: { ...signIn, scope: 'read:user write:repository' },
        secrets: [randomBytes(32)],
      };
      const common = { api, namespace: systemNamespace, log, version: '0.0.0-test', app: await buildApp(), port };
      const theirs = await startUi({ ...common, writes });
      try {
        await page.goto(`${publicUrl}/stores/kept`);
        await page.getByRole('link', { name: 'Sign in' }).click();
        await page.locator('[name=user_name]').fill(user);
        await page.locator('[name=password]').fill(password);
        await page.keyboard.press('Enter');
        await page.locator('[name=granted][value=true]').click();
        await page.waitForURL(`${publicUrl}/stores/kept`);
        await page.getByText(user, { exact: true }).first().waitFor();
        const answer = await page.evaluate<string>("fetch('/api/v1/stores/kept/file').then((answer) => answer.text())");
        assert.match(answer, /kind: Store/, 'read with their own token');
        const cookies = await page.context().cookies(publicUrl);
        const cookie = cookies.find(({ name }) => name === 'urumi-session');
        assert.deepEqual([cookie?.httpOnly, cookie?.sameSite], [true, 'Lax']);
        await page.getByRole('button', { name: 'Sign out' }).click();
        await page.getByRole('link', { name: 'Sign in' }).waitFor();
        const again = await fetch(`${publicUrl}/api/v1/stores/kept/file`, {
          headers: { cookie: `urumi-session=${cookie?.value}` },
        });
        assert.equal(again.status, 401, 'a copy of the cookie is worth nothing any more');
        assert.ok(!log.lines.join('\n').includes(secret ?? '-'));
      } finally {
        await theirs.stop();
      }
    });

    it('has nothing that axe objects to on any of these pages, and nothing to complain of', () => {
      assert.deepEqual(found, []);
      assert.deepEqual(complaints, []);
    });
  });

  // Last: afterwards nobody here writes anything for a quarter of an hour.
  describe('its limits', () => {
    it('take so many writes and no more, and say when to go on', async () => {
      const statuses = await Promise.all(
        Array.from({ length: 105 }, async () => (await send('/stores/kept/close')).status),
      );
      assert.ok(statuses.includes(429) && statuses.includes(409), statuses.join(' '));
      const refused = await send('/stores/kept/close');
      assert.equal(refused.status, 429);
      assert.ok(Number(refused.headers.get('retry-after')) > 500);
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

import assert from 'node:assert/strict';
import { z } from 'zod';
import { byKeyboard } from './by-keyboard.scene.ts';
import { changesOfStores } from './changes-of-stores.scene.ts';
import { changeSchema } from './server/api/change-view.ts';
import { planAnswerSchema, storeFileViewSchema } from './server/api/store-wish.ts';
import { forgeAway } from './forge-away.scene.ts';
import { merging } from './merging.scene.ts';
import { signInAtForge } from './sign-in-at-forge.scene.ts';
import { twoBrowsers } from './two-browsers.scene.ts';
import { storeFile } from '../test/harness/store-file.ts';
import { findBrowser } from './testing/find-browser.ts';
import { WritesBed } from './testing/writes-bed.ts';
import { WritingBrowser } from './testing/writing-browser.ts';

const program = findBrowser(process.env);
const described = z.object({
  parameters: z.array(z.object({ name: z.string() })).optional(),
  responses: z.record(z.string(), z.unknown()).optional(),
  security: z.unknown(),
});
const openApiSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), described.partial())) });
const never = new AbortController().signal;

describe('changes from the web UI, by pull request', function () {
  this.timeout(180_000);
  let bed: WritesBed;
  const send: WritesBed['send'] = (path, init) => bed.send(path, init);

  before(async () => {
    bed = await WritesBed.start({ limits: { closuresPerRevision: 1 } });
  });

  after(() => bed?.[Symbol.asyncDispose]());

  describe('its API', () => {
    const open = async (): Promise<number> => (await bed.scene.forge.findPullRequests({}, never)).items.length;

    before(async () => {
      assert.deepEqual(await bed.signIn(), { login: 'urumi' });
    });

    after(async () => {
      const { items } = await bed.scene.forge.findPullRequests({}, never);
      await Promise.all(
        items.map(({ number }) => bed.scene.api.request('PATCH', `/pulls/${number}`, { state: 'closed' })),
      );
      await Promise.all(items.map(({ head }) => bed.scene.forge.deleteBranch(head.branch, never)));
    });

    it('is what its OpenAPI document says: every write with its key, its refusals and who may', async () => {
      const answer = await fetch(`${bed.ui.url}api/v1/openapi.json`);
      const { paths } = openApiSchema.parse(await answer.json());
      const told = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => `${method} ${path}`),
      );
      assert.deepEqual(bed.ui.operations.map(({ method, path }) => `${method} ${path}`).sort(), told.sort());
      const writes = bed.ui.operations.filter(({ needs }) => needs === 'write');
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
      for (const approveClosures of [0, -1, 1.5, '2', 10_001])
        assert.equal(await merge(json({ headSha: sha, approveClosures })), 400, String(approveClosures));
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
      const { files } = await bed.scene.forge.listChangedFiles(number, never);
      assert.deepEqual(
        files.map(({ path, change }) => [path, change]),
        [['stores/demo.yaml', 'modified']],
      );
      assert.equal((await send('/stores/demo/suspend', json({ suspended: false }))).status, 409);
      assert.equal(
        (await send('/stores/demo/rollback', json({ revision: await bed.scene.mainHead() }))).status,
        409,
        'it is so',
      );
      assert.equal((await send('/stores/demo/rollback', json({ revision: 'a'.repeat(40) }))).status, 409);
      await bed.scene.api.request('PATCH', `/pulls/${number}`, { state: 'closed' });
    });

    it('tells a file as it was in a revision, and of no other file', async () => {
      const read = (query: string) => send(`/stores/demo/file${query}`, { method: 'GET' });
      const { status, text } = await read(`?revision=${await bed.scene.mainHead()}`);
      assert.deepEqual([status, storeFileViewSchema.parse(JSON.parse(text)).text], [200, storeFile('demo')]);
      for (const query of ['?revision=main', '?revision=../HEAD', `?revision=${'a'.repeat(40)}&path=README.md`])
        assert.equal((await read(query)).status, 400, query);
      assert.equal((await read(`?revision=${'a'.repeat(40)}`)).status, 409);
    });

    it('opens one pull request however often it is asked with one key, and also with another', async () => {
      const key = bed.newKey();
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

    it('says what could not be done while the forge is away, and with the same key does it once when it is back', async () => {
      const key = bed.newKey();
      const ask = () =>
        send('/stores/kept/suspend', {
          ...json({ suspended: true }),
          headers: { 'idempotency-key': key, 'content-type': 'application/json' },
        });
      const before = await open();
      await bed.scene.stopForge();
      const away = await ask();
      await bed.scene.startForge();
      assert.equal(away.status, 503);
      assert.match(away.text, /Could not .* urumi\/shops .*refused.*Try again when the forge answers/);
      const answers = await Promise.all([ask(), ask()]);
      assert.deepEqual(
        answers.map(({ status }) => status),
        [202, 202],
      );
      assert.equal(await open(), before + 1);
      assert.match(bed.log.lines.join('\n'), /"action":"suspend","store":"kept","outcome":"refused"/);
    });

    it('notes each write, with who, what, when, from where and which pull request, and no secret', async () => {
      const text = bed.log.lines.join('\n');
      assert.match(text, /"action":"close".*"store":"demo".*"outcome":"done".*"pullRequest":\d+/);
      assert.match(text, /"login":"urumi".*"address":"(::ffff:)?127\.0\.0\.1"/);
      assert.match(text, /"store":"kept".*"outcome":"refused".*is protected/);
      assert.ok(!text.includes(bed.scene.token) && !text.includes(bed.cookie.split('=')[1] ?? '-'));
    });
  });

  describe('in a browser', () => {
    let seen: WritingBrowser;

    before(async function () {
      if (program === undefined) {
        assert.ok(process.env['URUMI_NEEDS_BROWSER'] === undefined, 'a browser is demanded, and none is installed');
        this.skip();
      }
      seen = await WritingBrowser.start(program, bed);
    });

    after(() => seen?.[Symbol.asyncDispose]());

    afterEach(async function () {
      if (this.currentTest?.state !== 'failed') return;
      console.log(`     the page: ${await seen.text()}\n     ${bed.log.lines.slice(-5).join('\n     ')}`);
    });

    changesOfStores(() => ({ bed, seen }));
    merging(() => ({ bed, seen }));
    byKeyboard(() => ({ bed, seen }));
    signInAtForge(() => ({ bed, seen }));
    twoBrowsers(() => ({ bed, program: program ?? '' }));
    forgeAway(() => ({ bed, program: program ?? '' }));

    it('has nothing that axe objects to on any of these pages, and nothing to complain of', () => {
      assert.deepEqual(seen.found, []);
      assert.deepEqual(seen.complaints, []);
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

function json(body: object): RequestInit {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

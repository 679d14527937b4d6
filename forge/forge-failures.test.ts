import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { connectForge } from './connect-forge.ts';
import { isForgeError, type ForgeError } from './forge-error.ts';
import type { Forge } from './forge.ts';
import { FakeGithub, type FakeFault } from './github/testing/fake-github.ts';

/** An address where nobody listens any more. */
async function freeUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

const signal = () => AbortSignal.timeout(20_000);

describe('a forge that fails', function () {
  this.timeout(30_000);
  let github: FakeGithub;
  let token: string;
  let forge: Forge;
  let head: string;
  let number: number;

  before(async () => {
    github = await FakeGithub.start();
    token = github.accounts.addUser('urumi', 'admin');
    forge = connect();
    const base = (await github.git.head()) ?? '';
    head = await github.git.commit({ 'stores/a.yaml': 'a\n' }, { branch: 'change', parent: base });
    ({ number } = await forge.openPullRequest({ head: 'change', base: 'main', title: 'T', body: '' }, signal()));
  });

  beforeEach(() => {
    github.fault = undefined;
  });

  after(async () => {
    await forge.close();
    assert.deepEqual(github.violations, []);
    await github[Symbol.asyncDispose]();
  });

  const connect = (options: object = {}) =>
    connectForge({
      repository: github.repository,
      credentials: { kind: 'token', token: async () => ({ password: token }) },
      pace: 'unpaced',
      timeouts: { retryMs: 5, totalMs: 10_000 },
      ...options,
    });
  /** Lets the first requests of an operation go wrong. @returns how often it was asked for since */
  const spoil = (operationId: string, fault: FakeFault, times = Number.POSITIVE_INFINITY) => {
    let count = 0;
    github.fault = (request) => {
      if (request.operationId !== operationId) return undefined;
      count += 1;
      return count <= times ? fault : undefined;
    };
    return () => count;
  };
  const answer = (status: number, message: string, headers: Record<string, string> = {}): FakeFault => ({
    kind: 'answer',
    answer: { status, headers, body: { message } },
  });
  const failure = async (work: Promise<unknown>): Promise<ForgeError> => {
    const error = await work.catch((error: unknown) => error);
    assert.ok(isForgeError(error), String(error));
    return error;
  };

  it('is asked again when a read meets a broken server or connection', async () => {
    for (const fault of [answer(502, 'Bad Gateway'), { kind: 'drop' } as const]) {
      const asked = spoil('pulls/get', fault, 2);
      assert.equal((await forge.readPullRequest(number, signal())).number, number);
      assert.equal(asked(), 3);
    }
  });

  it('is given up after four times', async () => {
    const asked = spoil('pulls/get', answer(503, 'Unavailable'));
    const { code, retryable, status } = await failure(forge.readPullRequest(number, signal()));
    assert.deepEqual([code, retryable, status, asked()], ['ServerError', true, 503, 4]);
  });

  it('is never told twice what would happen twice', async () => {
    const asked = spoil('issues/create-comment', { kind: 'lose' });
    const comment = () => forge.upsertComment(number, '<!-- urumi:lost -->', 'text', signal());
    const { code, retryable } = await failure(comment());
    assert.deepEqual([code, retryable, asked()], ['Unreachable', true, 1]);
    // It was heard: called again, it is found.
    await comment();
    assert.equal(asked(), 1);
    assert.equal(github.state.comments.filter(({ body }) => body.startsWith('<!-- urumi:lost -->')).length, 1);
  });

  it('finds out by itself whether a merge or a branch was heard when their answer is lost', async () => {
    const base = (await github.git.head()) ?? '';
    spoil('git/create-ref', { kind: 'lose' });
    const change = { branch: 'lost', base, message: 'Add', files: { 'stores/lost.yaml': 'x\n' } };
    const { sha } = await forge.commitFiles(change, signal());
    assert.equal(await github.git.head('lost'), sha);
    const pull = await forge.openPullRequest({ head: 'lost', base: 'main', title: 'Lost', body: '' }, signal());
    spoil('pulls/merge', { kind: 'lose' });
    const merged = await forge.mergePullRequest(pull.number, { headSha: sha }, signal());
    assert.equal(await github.git.head(), merged.sha);
  });

  it('is obeyed when it asks for a short pause', async () => {
    const asked = spoil(
      'pulls/get',
      answer(429, 'You have exceeded a secondary rate limit', { 'retry-after': '1' }),
      1,
    );
    const started = performance.now();
    await forge.readPullRequest(number, signal());
    assert.equal(asked(), 2);
    assert.ok(performance.now() - started > 900);
  });

  it('is not written to faster than GitHub asks for, unless somebody says so', async () => {
    const writing = async (pace: 'github' | 'unpaced') => {
      const writer = connect({ pace });
      const started = performance.now();
      for (const context of [`${pace}/one`, `${pace}/two`])
        await writer.setStatus({ sha: head, context, state: 'success', description: '' }, signal());
      await writer.close();
      return performance.now() - started;
    };
    assert.ok((await writing('github')) > 950);
    const { length } = github.state.statuses;
    await writing('unpaced');
    assert.equal(github.state.statuses.length, length + 2);
  });

  it('is believed when it asks for a long pause, and the caller is told', async () => {
    const reset = Math.floor(Date.now() / 1_000) + 600;
    const limits: [FakeFault, number][] = [
      [
        answer(403, 'API rate limit exceeded', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(reset) }),
        600_000,
      ],
      [answer(403, 'You have exceeded a secondary rate limit', { 'retry-after': '300' }), 300_000],
    ];
    for (const [fault, expected] of limits) {
      const asked = spoil('pulls/get', fault);
      const { code, retryable, retryAfterMs = 0 } = await failure(forge.readPullRequest(number, signal()));
      assert.deepEqual([code, retryable, asked()], ['RateLimited', true, 1]);
      assert.ok(Math.abs(retryAfterMs - expected) < 30_000, String(retryAfterMs));
    }
  });

  it('does not hold anybody up for longer than agreed when it never answers', async () => {
    const impatient = connect({ timeouts: { totalMs: 300, retryMs: 5 } });
    spoil('pulls/get', { kind: 'hang' });
    const { code, retryable } = await failure(impatient.readPullRequest(number, signal()));
    assert.deepEqual([code, retryable], ['Timeout', true]);
    await impatient.close();
  });

  it('is left at once when the caller asks to stop, also in the middle of a request', async () => {
    const controller = new AbortController();
    spoil('pulls/get', { kind: 'hang' });
    const reading = failure(forge.readPullRequest(number, controller.signal));
    setTimeout(() => controller.abort(), 50);
    const { code, retryable } = await reading;
    assert.deepEqual([code, retryable], ['Cancelled', false]);
  });

  it('says that the account may not, and that the token is worthless', async () => {
    const reader = github.accounts.addUser('reader', 'read');
    const other = connect({ credentials: { kind: 'token', token: async () => ({ password: reader }) } });
    const forbidden = await failure(other.mergePullRequest(number, { headSha: head }, signal()));
    assert.equal(forbidden.code, 'Forbidden');
    github.accounts.revoke(reader);
    const unauthorized = await failure(other.readPullRequest(number, signal()));
    assert.deepEqual([unauthorized.code, unauthorized.retryable], ['Unauthorized', false]);
    await other.close();
  });

  it('never has a token in a message, whatever the forge echoes', async () => {
    const echoes = [token, Buffer.from(token).toString('base64'), encodeURIComponent(token)];
    for (const echo of echoes) {
      spoil('pulls/get', answer(400, `Bad header: ${echo}`));
      const error = await failure(forge.readPullRequest(number, signal()));
      assert.match(error.message, /\*\*\*/);
      assert.ok(!error.message.includes(echo) && !JSON.stringify(error).includes(echo));
    }
  });

  it('has no secret of a webhook in an error, or behind it', async () => {
    spoil('repos/create-webhook', answer(422, 'Validation Failed'));
    const wish = { url: 'http://127.0.0.1:9/', secret: 'the-secret-of-the-webhook' };
    const error = await failure(forge.ensureWebhook(wish, signal()));
    assert.doesNotMatch(inspect(error, { depth: 10 }), /the-secret-of-the-webhook/);
  });

  it('is not followed to where it redirects', async () => {
    spoil('pulls/get', answer(301, 'Moved Permanently', { location: 'http://127.0.0.1:1/elsewhere' }));
    const { code, message } = await failure(forge.readPullRequest(number, signal()));
    assert.equal(code, 'NotFound');
    assert.match(message, /renamed/);
  });

  it('is not believed when what it answers is not its own', async () => {
    const answers: FakeFault[] = [
      {
        kind: 'answer',
        answer: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' },
      },
      { kind: 'answer', answer: { status: 200, body: { number: 'seven' } } },
    ];
    for (const fault of answers) {
      spoil('pulls/get', fault);
      const { code } = await failure(forge.readPullRequest(number, signal()));
      assert.equal(code, 'BadAnswer');
    }
  });

  it('says when nobody listens at its address', async () => {
    const nowhere = connect({ repository: { ...github.repository, url: await freeUrl() } });
    const { code, message } = await failure(nowhere.readPullRequest(number, signal()));
    assert.equal(code, 'Unreachable');
    assert.match(message, /refused/);
    await nowhere.close();
  });

  it('is told why there are no credentials', async () => {
    const none = connect({ credentials: { kind: 'token', token: async () => undefined } });
    const { code, message } = await failure(none.readPullRequest(number, signal()));
    assert.deepEqual([code, /there is no token/.test(message)], ['Unauthorized', true]);
    await none.close();
  });
});

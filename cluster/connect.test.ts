import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type Connection } from './connect.ts';
import { ApiError } from './errors.ts';
import { collect } from './testing/collect.ts';

/** A server that does what a real API server only does on a bad day. */
type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

describe('a connection', () => {
  let folder: string;
  let server: Server;
  let api: Connection;
  let behave: Behaviour;
  let seen: IncomingMessage[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'urumi-connect-'));
    seen = [];
    server = createServer((request, response) => {
      seen.push(request);
      behave(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    api = await connect({ kubeconfig: kubeconfig({ token: 'secret-token' }), userAgent: 'test/1' });
  });

  afterEach(async () => {
    await api.close();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  function kubeconfig(user: object, path = ''): string {
    const { port } = server.address() as AddressInfo;
    const file = join(folder, `kubeconfig-${Math.random()}`);
    const cluster = { server: `http://127.0.0.1:${port}${path}`, 'insecure-skip-tls-verify': true };
    writeFileSync(
      file,
      JSON.stringify({
        'current-context': 'c',
        clusters: [{ name: 'c', cluster }],
        users: [{ name: 'robot', user }],
        contexts: [{ name: 'c', context: { cluster: 'c', user: 'robot' } }],
      }),
    );
    return file;
  }

  const get = (more: object = {}): Promise<unknown> => api.request({ method: 'GET', path: '/api/v1/pods', ...more });
  const failure = async (attempt: Promise<unknown>): Promise<ApiError> => {
    const error: unknown = await attempt.then(
      () => assert.fail('it should have failed'),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof ApiError, String(error));
    return error;
  };

  it('sends who it is, what it wants and where', async () => {
    behave = (_, response) => response.end('{"ok":true}');
    assert.deepEqual(await get({ query: { a: 'b c', none: undefined, yes: true }, accept: 'application/x' }), {
      ok: true,
    });
    assert.equal(seen[0]?.url, '/api/v1/pods?a=b+c&yes=true');
    const { headers } = seen[0] ?? assert.fail();
    assert.deepEqual(
      [headers['user-agent'], headers.authorization, headers.accept],
      ['test/1', 'Bearer secret-token', 'application/x'],
    );
    assert.equal(api.identity, 'robot');
  });

  it('keeps the path of the server’s address', async () => {
    behave = (_, response) => response.end('{}');
    const behind = await connect({ kubeconfig: kubeconfig({}, '/k8s/clusters/c-1/'), userAgent: 'test/1' });
    await behind.request({ method: 'GET', path: '/version' });
    await behind.close();
    assert.equal(seen[0]?.url, '/k8s/clusters/c-1/version');
  });

  it('gives up when time is up, and says after how long', async () => {
    behave = () => undefined;
    const error = await failure(get({ timeoutMs: 30 }));
    assert.deepEqual([error.code, error.retryable], ['Timeout', true]);
    assert.match(error.message, /\/api\/v1\/pods: no complete answer within 30 ms/);
  });

  it('gives up in the middle of an answer, too', async () => {
    behave = (_, response) => response.write('{"half":');
    assert.equal((await failure(get({ timeoutMs: 50 }))).code, 'Timeout');
  });

  it('can be cancelled', async () => {
    behave = () => undefined;
    const stop = new AbortController();
    const attempt = failure(get({ signal: stop.signal }));
    await sleep(20);
    stop.abort();
    assert.deepEqual([(await attempt).code, (await attempt).retryable], ['Aborted', false]);
    assert.equal((await failure(get({ signal: AbortSignal.abort() }))).code, 'Aborted');
  });

  it('calls an answer that is not JSON a bad one, without quoting it', async () => {
    behave = (_, response) => response.end('<html>hunter2');
    const error = await failure(get());
    assert.deepEqual([error.code, error.retryable], ['BadAnswer', true]);
    assert.doesNotMatch(error.message, /hunter2/);
  });

  it('calls an answer that ends too early Unreachable', async () => {
    behave = (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"half":');
      setTimeout(() => response.destroy(), 10);
    };
    assert.equal((await failure(get())).code, 'Unreachable');
  });

  it('passes on how long to wait', async () => {
    behave = (_, response) => response.writeHead(429, { 'retry-after': '7' }).end('slow down');
    const error = await failure(get());
    assert.deepEqual([error.code, error.retryAfterMs, error.detail], ['Throttled', 7000, 'slow down']);
  });

  it('passes on warnings', async () => {
    behave = (_, response) => response.setHeader('warning', ['299 - "one \\"1\\""', '299 - "two"']).end('{}');
    const warnings: string[] = [];
    await get({ onWarning: (text: string) => warnings.push(text) });
    assert.deepEqual(warnings, ['one "1"', 'two']);
  });

  it('repeats a request once when the connection breaks before the answer, unless it may have created something', async () => {
    behave = (request, response) => (seen.length === 1 ? request.socket.destroy() : response.end('{"ok":true}'));
    assert.deepEqual(await get(), { ok: true });
    seen = [];
    const error = await failure(get({ method: 'POST', body: {} }));
    assert.deepEqual([error.code, error.retryable, seen.length], ['Unreachable', true, 1]);
    seen = [];
    behave = (request) => request.socket.destroy();
    await failure(get());
    assert.equal(seen.length, 2);
  });

  it('reads its credentials afresh when they are refused, once', async () => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'old\n');
    const rotating = await connect({
      kubeconfig: kubeconfig({ 'auth-provider': { name: 'tokenFile', config: { tokenFile } } }),
      userAgent: 'test/1',
    });
    behave = ({ headers }, response) =>
      response.writeHead(headers.authorization === 'Bearer new' ? 200 : 401).end('{}');
    writeFileSync(tokenFile, 'new\n');
    const pods = { method: 'GET', path: '/api/v1/pods' } as const;
    await Promise.all([rotating.request(pods), rotating.request(pods)]);
    assert.deepEqual(
      seen.map(({ headers }) => headers.authorization),
      ['Bearer old', 'Bearer old', 'Bearer new', 'Bearer new'],
    );
    writeFileSync(tokenFile, 'other');
    behave = (_, response) => response.writeHead(401).end();
    assert.equal((await failure(rotating.request(pods))).code, 'Unauthorized');
    await rotating.close();
  });

  it('calls credentials that cannot be read a passing trouble once it has worked: they may be just being rotated', async () => {
    const file = kubeconfig({ token: 'a' });
    const text = readFileSync(file, 'utf8');
    const rotating = await connect({ kubeconfig: file, userAgent: 'test/1' });
    behave = (_, response) => response.writeHead(401).end();
    const pods = { method: 'GET', path: '/api/v1/pods' } as const;
    writeFileSync(file, 'users: [{token: hunter2');
    const before = await failure(rotating.request(pods));
    assert.deepEqual([before.code, before.retryable], ['Misconfigured', false]);
    await rotating.close();

    writeFileSync(file, text);
    const worked = await connect({ kubeconfig: file, userAgent: 'test/1' });
    behave = (_, response) => response.end('{}');
    await worked.request(pods);
    behave = (_, response) => response.writeHead(401).end();
    writeFileSync(file, 'users: [{token: hunter2');
    const after = await failure(worked.request(pods));
    assert.deepEqual([after.code, after.retryable], ['Misconfigured', true]);
    for (const error of [before, after]) assert.doesNotMatch(inspect(error), /hunter2/);
    await worked.close();
  });

  it('runs an exec plugin once and not per request, and says when it fails', async () => {
    behave = ({ headers }, response) => response.end(JSON.stringify(headers.authorization));
    const count = join(folder, 'runs');
    const credential =
      '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t1"}}';
    const exec = (script: string): object => ({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: 'sh',
        args: ['-c', script],
        interactiveMode: 'Never',
      },
    });
    const plugin = await connect({
      kubeconfig: kubeconfig(exec(`echo x >> ${count}; echo '${credential}'`)),
      userAgent: 'test/1',
    });
    assert.equal(await plugin.request({ method: 'GET', path: '/version' }), 'Bearer t1');
    await plugin.request({ method: 'GET', path: '/version' });
    await plugin.close();
    assert.equal(readFileSync(count, 'utf8'), 'x\n');
    const broken = kubeconfig(exec('echo log in first >&2; exit 1'));
    const error = await failure(connect({ kubeconfig: broken, userAgent: 'test/1' }));
    assert.deepEqual([error.code, error.detail], ['Misconfigured', 'log in first']);
  });

  it('yields the lines of a watch until the server ends it', async () => {
    behave = (_, response) => response.write('{"a":1}\n{"a"', () => setTimeout(() => response.end(':2}\n'), 10));
    const lines = await collect(api.stream({ method: 'GET', path: '/api/v1/pods', query: { watch: true } }));
    assert.deepEqual(lines, [{ a: 1 }, { a: 2 }]);
  });

  it('says when the server has taken a watch, before there is anything to tell, and not when it has refused it', async () => {
    const opened = Promise.withResolvers<void>();
    const stop = new AbortController();
    const watch = (onOpen: () => void) =>
      collect(api.stream({ method: 'GET', path: '/api/v1/pods', onOpen, signal: stop.signal }));
    behave = (_, response) => response.writeHead(200).flushHeaders();
    const silent = failure(watch(opened.resolve));
    await opened.promise;
    stop.abort();
    await silent;
    behave = (_, response) => response.writeHead(403).end();
    await failure(watch(() => assert.fail('it was refused')));
  });

  it('says so when a watch is refused, garbled, cut off or cancelled', async () => {
    const watch = (more: object = {}): Promise<unknown> =>
      collect(api.stream({ method: 'GET', path: '/api/v1/pods', query: { watch: true }, ...more }));
    behave = (_, response) => response.writeHead(410).end();
    assert.equal((await failure(watch())).code, 'Gone');
    behave = (_, response) => response.end('{"a":1}\nhunter2\n');
    const garbled = await failure(watch());
    assert.equal(garbled.code, 'BadAnswer');
    assert.doesNotMatch(garbled.message, /hunter2/);
    behave = (_, response) => response.end('{"a":1}\n{"a":');
    assert.equal((await failure(watch())).code, 'BadAnswer');
    behave = (_, response) => response.write('{"a":1}\n', () => response.destroy());
    assert.equal((await failure(watch())).code, 'Unreachable');
    behave = () => undefined;
    assert.equal((await failure(watch({ timeoutMs: 30 }))).code, 'Timeout');
    behave = (_, response) => response.write('{"a":1}\n');
    assert.equal((await failure(watch({ timeoutMs: 1_000, signal: AbortSignal.timeout(50) }))).code, 'Aborted');
  });

  it('leaves a watch open for longer than it took to open', async () => {
    behave = (_, response) => response.write('{"a":1}\n', () => setTimeout(() => response.end('{"a":2}\n'), 2_500));
    const lines = await collect(api.stream({ method: 'GET', path: '/api/v1/pods', timeoutMs: 2_000 }));
    assert.equal(lines.length, 2);
  });

  it('lets go of a watch that its reader leaves', async () => {
    const closed = Promise.withResolvers<void>();
    behave = (request, response) => {
      request.socket.once('close', closed.resolve);
      response.write('{"a":1}\n{"a":2}\n');
    };
    for await (const line of api.stream({ method: 'GET', path: '/api/v1/pods' })) {
      assert.deepEqual(line, { a: 1 });
      break;
    }
    await closed.promise;
  });

  it('never lets watches take the connections of requests, and bounds those', async () => {
    const few = await connect({ kubeconfig: kubeconfig({}), userAgent: 'test/1', connections: 3 });
    behave = (request, response) =>
      request.url === '/watch' ? response.write('{}\n') : setTimeout(() => response.end('{}'), 5);
    const stop = new AbortController();
    const watches = Array.from({ length: 10 }, async () => {
      for await (const _ of few.stream({ method: 'GET', path: '/watch', signal: stop.signal })) continue;
    });
    await Promise.all(Array.from({ length: 60 }, () => few.request({ method: 'GET', path: '/x' })));
    const sockets = new Set(seen.filter(({ url }) => url === '/x').map(({ socket }) => socket));
    assert.equal(sockets.size, 3);
    stop.abort();
    const ends = await Promise.allSettled(watches);
    assert.ok(ends.every(({ status }) => status === 'rejected'));
    await few.close();
  });

  it('breaks off what runs when it is closed, and takes nothing more', async () => {
    behave = () => undefined;
    const running = failure(get());
    await sleep(20);
    await api.close();
    assert.equal((await running).code, 'Aborted');
    assert.match((await failure(get())).message, /the connection is closed/);
  });

  it('counts what it sends', async () => {
    behave = (request, response) => response.writeHead(request.method === 'GET' ? 200 : 403).end('{}');
    await get();
    await failure(
      get({
        method: 'PATCH',
        path: '/api/v1/namespaces/a/pods/b',
        contentType: 'application/apply-patch+yaml',
        body: {},
      }),
    );
    assert.deepEqual([api.metrics.total, api.metrics.writes], [2, 1]);
    const text = await api.metrics.registry.metrics();
    assert.match(text, /urumi_kube_requests_total\{verb="apply",resource="pods",code="403"\} 1/);
    assert.match(text, /urumi_kube_requests_total\{verb="delete",resource="none",code="200"\} 0/);
    assert.match(text, /urumi_kube_requests_in_flight 0/);
  });

  it('tells an API server that is not there from one that is not trusted', async () => {
    const away = await connect({ kubeconfig: kubeconfig({}), userAgent: 'test/1' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(away.request({ method: 'GET', path: '/version' }));
    assert.deepEqual([error.code, error.retryable], ['Unreachable', true]);
    assert.match(error.message, /http:\/\/127\.0\.0\.1:\d+: connect ECONNREFUSED.*Check that the API server runs/);
    await away.close();
  });

  for (const [what, text, message] of [
    ['is missing', undefined, /ENOENT/],
    ['is empty', '', /empty/],
    ['names a context that it lacks', '{"current-context":"x"}', /no context "x"/],
    ['is no YAML', 'users: [{token: hunter2', /./],
  ] as const) {
    it(`cannot be had from a kubeconfig that ${what}`, async () => {
      const file = join(folder, 'bad');
      if (text !== undefined) writeFileSync(file, text);
      const error = await failure(connect({ kubeconfig: file, userAgent: 'test/1' }));
      assert.equal(error.code, 'Misconfigured');
      assert.match(error.message, message);
      assert.doesNotMatch(inspect(error), /hunter2/);
    });
  }

  it('does not look around for a kubeconfig unless it may', async () => {
    const error = await failure(connect({ userAgent: 'test/1' }));
    assert.match(error.message, /no kubeconfig was given/);
  });
});

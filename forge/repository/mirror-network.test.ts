import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Fault } from '../testing/fault.ts';
import { mirrorBed, type MirrorBed } from '../testing/mirror-bed.ts';
import { RepositoryError, type RepositoryErrorCode } from './repository-error.ts';

const { signal } = new AbortController();

describe('a mirror on a bad network', function () {
  this.timeout(40_000);
  this.timeout(20_000);
  let bed: MirrorBed;
  let head: string;

  before(async () => {
    bed = await mirrorBed();
    head = await bed.repository.commit({ 'stores/a.yaml': 'a', 'stores/b.bin': randomBytes(5000) });
  });

  afterEach(() => {
    bed.server.fault = undefined;
  });

  after(() => bed.stop());

  const timeouts = { connectMs: 1000, idleMs: 1000, totalMs: 4000 };
  const cutPack = (body: Buffer) => {
    const at = body.indexOf('PACK');
    if (at < 0) return body;
    body[at + 40] = (body[at + 40] ?? 0) ^ 0xff;
    return body;
  };

  const cases: [string, Fault, RepositoryErrorCode, RegExp][] = [
    [
      'a server that answers 401',
      { kind: 'status', status: 401 },
      'Unauthorized',
      /wants credentials \(401\): the server says no/,
    ],
    ['a server that answers 403', { kind: 'status', status: 403 }, 'Unauthorized', /access is denied \(403\)/],
    ['a server that answers 404', { kind: 'status', status: 404 }, 'NotFound', /no such repository/],
    ['a server that answers 429', { kind: 'status', status: 429 }, 'ServerError', /429/],
    ['a server that answers 500', { kind: 'status', status: 500 }, 'ServerError', /500/],
    ['a server that fails when it is to pack', { kind: 'status', status: 500, on: 'POST' }, 'ServerError', /500/],
    ['a server that answers 418', { kind: 'status', status: 418 }, 'Protocol', /418/],
    ['a server that accepts and never answers', { kind: 'hang' }, 'Timeout', /did not answer in time/],
    ['a server that never sends the pack', { kind: 'hang', on: 'POST' }, 'Timeout', /did not answer in time/],
    ['a server that trickles for ever', { kind: 'slow', delayMs: 100 }, 'Timeout', /more than 4000 ms/],
    ['a server that hangs up', { kind: 'drop' }, 'Unreachable', /./],
    ['a server that answers garbage', { kind: 'garbage' }, 'Protocol', /not in the format/],
    ['a server that answers garbage to a question', { kind: 'garbage', on: 'POST' }, 'Protocol', /not in the format/],
    ['a server that says nothing', { kind: 'garbage', body: '' }, 'Protocol', /empty/],
    ['a server that answers flushes and no more', { kind: 'garbage', body: '00000000' }, 'Protocol', /./],
    ['a server that answers lines without meaning', { kind: 'garbage', body: '0009what\n0000' }, 'Protocol', /./],
    ['a server that sends a page', { kind: 'page' }, 'Protocol', /not Git's but text\/html/],
    ['an answer that is cut off', { kind: 'truncate', bytes: 60, clean: false }, 'Unreachable', /./],
    [
      'an answer that is short without a sign of it',
      { kind: 'truncate', bytes: 60, clean: true },
      'Damaged',
      /cut off/,
    ],
    ['a pack that was changed on its way', { kind: 'alter', alter: cutPack, on: 'POST' }, 'Damaged', /./],
    [
      'a server that reports a fatal error',
      { kind: 'alter', on: 'POST', alter: () => Buffer.from('0018ERR access denied 12\n0000') },
      'Protocol',
      /the server says: access denied 12/,
    ],
  ];
  const assertFailure = (work: Promise<unknown>, code: RepositoryErrorCode, message: RegExp) =>
    assert.rejects(work, (error: unknown) => {
      assert.ok(error instanceof RepositoryError, String(error));
      assert.equal(error.code, code, error.message);
      assert.match(error.message, message);
      assert.match(error.message, /^could not fetch branch main of http:\/\/127\.0\.0\.1:\d+\/shop\.git: .+\. .+\.$/s);
      return true;
    });
  const folder = () => join(bed.directory, randomUUID());

  for (const [what, fault, code, message] of cases) {
    it(`calls ${what} ${code}, keeps what it has, leaves nothing behind and recovers`, async () => {
      const directory = folder();
      const cloning = bed.mirror({ timeouts, directory });
      const following = bed.mirror({ timeouts, directory: folder() });
      const { head: previous } = await following.fetch(signal);
      head = await bed.repository.commit({ 'stores/a.yaml': what });
      bed.server.fault = fault;
      await Promise.all([
        assertFailure(cloning.fetch(signal), code, message),
        assert.rejects(following.fetch(signal), RepositoryError),
      ]);
      assert.equal((await following.listFiles(previous, 'stores')).size, 2);
      bed.server.fault = undefined;
      assert.deepEqual(await following.fetch(signal), { head, previous, changed: true, rewritten: false });
      assert.deepEqual(await cloning.fetch(signal), { head, previous: undefined, changed: true, rewritten: false });
      assert.equal((await bed.generations(directory)).length, 1);
      assert.equal((await cloning.listFiles(head, 'stores')).size, 2);
    });
  }

  it('calls a refused connection Unreachable', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    await assert.rejects(
      bed.mirror({ timeouts, directory: folder(), url: `http://127.0.0.1:${port}/shop.git` }).fetch(signal),
      {
        code: 'Unreachable',
        message: /ECONNREFUSED/,
      },
    );
  });

  it('calls a name that does not resolve Unreachable', async () => {
    await assert.rejects(
      bed.mirror({ timeouts, directory: folder(), url: 'http://no-such-host.invalid/shop.git' }).fetch(signal),
      {
        code: 'Unreachable',
        message: /name cannot be resolved/,
      },
    );
  });

  it('calls a server that speaks no TLS a TLS failure', async () => {
    await assert.rejects(
      bed.mirror({ timeouts, directory: folder(), url: bed.url.replace('http:', 'https:') }).fetch(signal),
      { code: 'Tls' },
    );
  });

  it('calls a server that speaks no HTTP a protocol failure', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('SSH-2.0-OpenSSH_9.9\r\n'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      await assert.rejects(
        bed.mirror({ timeouts, directory: folder(), url: `http://127.0.0.1:${port}/shop.git` }).fetch(signal),
        {
          code: 'Protocol',
          message: /not HTTP/,
        },
      );
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it('refuses an answer that is too large', async () => {
    await assert.rejects(bed.mirror({ directory: folder(), limits: { answerBytes: 3000 } }).fetch(signal), {
      code: 'TooLarge',
      message: /more than 3000 bytes/,
    });
  });

  it('clones anew when the history since the last fetch is too large, but its end is not', async () => {
    const mirror = bed.mirror({ directory: folder(), limits: { answerBytes: 40_000 } });
    await mirror.fetch(signal);
    const random = () => randomBytes(30_000);
    await bed.repository.commit({ 'big.bin': random() });
    await bed.repository.commit({ 'big.bin': random() });
    const last = await bed.repository.commit({ 'big.bin': null });
    assert.equal((await mirror.fetch(signal)).head, last);
  });

  it('stops at once when it is asked to', async () => {
    const stopping = new AbortController();
    bed.server.fault = { kind: 'hang' };
    const began = performance.now();
    setTimeout(() => stopping.abort(), 50);
    await assert.rejects(bed.mirror({ directory: folder() }).fetch(stopping.signal), { code: 'Cancelled' });
    assert.ok(performance.now() - began < 10_000);
    await assert.rejects(bed.mirror({ directory: folder() }).fetch(AbortSignal.abort()), { code: 'Cancelled' });
  });

  it('tries once more when a kept connection was closed meanwhile', async () => {
    const mirror = bed.mirror({ directory: folder() });
    await mirror.fetch(signal);
    bed.server.closeConnections();
    assert.equal((await mirror.fetch(signal)).changed, false);
  });
});

import assert from 'node:assert/strict';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { createAuthority } from '../../cluster/authority.ts';
import { startGitServer } from '../testing/git-server.ts';
import { mirrorBed, type MirrorBed } from '../testing/mirror-bed.ts';

const { signal } = new AbortController();
const variables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY'];

describe('a mirror behind a proxy', function () {
  this.timeout(20_000);
  const environment = { ...process.env };
  let bed: MirrorBed;
  let head: string;
  let proxy: Server;
  /** Where the proxy leads, whatever it is asked for. */
  let target: URL;
  let asked: string[];

  before(async () => {
    bed = await mirrorBed();
    head = await bed.repository.commit({ a: 'a' });
    proxy = createServer((request, response) => {
      const { host, pathname, search } = new URL(request.url ?? '');
      asked.push(`forward ${host}`);
      const { method, headers } = request;
      const onward = httpRequest(new URL(pathname + search, target), { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      });
      onward.on('error', () => response.destroy());
      request.pipe(onward);
    });
    proxy.on('connect', (request, socket) => {
      asked.push(`tunnel ${request.url}`);
      const tunnel = connect(Number(target.port), target.hostname, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        tunnel.pipe(socket).pipe(tunnel);
      });
      tunnel.on('error', () => socket.destroy());
      socket.on('error', () => tunnel.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  });

  beforeEach(() => {
    asked = [];
    target = new URL(bed.server.origin);
    for (const name of variables) delete process.env[name];
    process.env['http_proxy'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  });

  afterEach(() => {
    for (const name of variables) {
      delete process.env[name];
      if (environment[name] !== undefined) process.env[name] = environment[name];
    }
  });

  after(async () => {
    await bed.stop();
    proxy.closeAllConnections();
    await new Promise((resolve) => proxy.close(resolve));
  });

  it('goes through the one that the environment names', async () => {
    assert.equal((await bed.mirror({ url: 'http://forge.example/shop.git' }).fetch(signal)).head, head);
    assert.deepEqual([...new Set(asked)], ['forward forge.example']);
  });

  it('tunnels TLS through it, and trusts the authority that it was given', async () => {
    const authority = await createAuthority('tests');
    const { certificate, key } = await authority.issue({
      commonName: 'forge',
      hosts: ['forge.example'],
      usages: ['server'],
    });
    const server = await startGitServer({ repositories: ['shop'], tls: { cert: certificate, key } });
    try {
      target = new URL(server.origin);
      const only = await server.repository('shop').commit({ b: 'b' });
      const url = 'https://forge.example/shop.git';
      await assert.rejects(bed.mirror({ url }).fetch(signal), { code: 'Tls' });
      assert.equal((await bed.mirror({ url, ca: authority.pair.certificate }).fetch(signal)).head, only);
      assert.deepEqual([...new Set(asked)], ['tunnel forge.example:443']);
    } finally {
      await server.stop();
    }
  });

  it('goes to this machine without one', async () => {
    assert.equal((await bed.mirror().fetch(signal)).head, head);
    assert.deepEqual(asked, []);
  });

  for (const exception of ['*', 'forge.invalid', 'other.example, .invalid']) {
    it(`goes without it where no_proxy says ${exception}`, async () => {
      process.env['no_proxy'] = exception;
      const mirror = bed.mirror({ url: 'http://forge.invalid/shop.git' });
      await assert.rejects(mirror.fetch(signal), { code: 'Unreachable', message: /cannot be resolved/ });
      assert.deepEqual(asked, []);
    });
  }
});

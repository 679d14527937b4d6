import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority, type Authority } from '../cluster/authority.ts';
import { connectForge } from './connect-forge.ts';

describe('a forge behind TLS', function () {
  this.timeout(20_000);
  let authority: Authority;
  let server: Server;

  before(async () => {
    authority = await createAuthority('tests');
    const { certificate, key } = await authority.issue({
      commonName: 'localhost',
      hosts: ['localhost'],
      usages: ['server'],
    });
    server = createServer({ cert: certificate, key }, (_request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"user does not exist"}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const askWith = async (ca?: string): Promise<unknown> => {
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const forge = connectForge({
      repository: { kind: 'gitea', url, owner: 'acme', name: 'stores' },
      credentials: { kind: 'token', token: async () => ({ password: 'token' }) },
      ca,
      timeouts: { retryMs: 1 },
    });
    try {
      return await forge.readPullRequest(1, AbortSignal.timeout(10_000)).catch((error: unknown) => error);
    } finally {
      await forge.close();
    }
  };

  it('is answered when it has a certificate of the authority that was given', async () => {
    const error = await askWith(authority.pair.certificate);
    assert.ok(error instanceof Error && 'code' in error);
    assert.equal(error.code, 'Unauthorized', error.message);
  });

  it('is not told the token otherwise', async () => {
    const error = await askWith();
    assert.ok(error instanceof Error && 'code' in error);
    assert.equal(error.code, 'Unreachable');
    assert.match(error.message, /no trusted TLS connection/);
  });
});

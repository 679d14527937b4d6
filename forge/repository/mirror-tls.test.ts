import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, type Authority } from '../../cluster/authority.ts';
import { startGitServer, type GitServer } from '../testing/git-server.ts';
import { RepositoryMirror } from './mirror.ts';

const { signal } = new AbortController();

describe('a mirror of a repository behind TLS', function () {
  this.timeout(20_000);
  let authority: Authority;
  let directory: string;
  let server: GitServer;

  before(async () => {
    authority = await createAuthority('tests');
    directory = await mkdtemp(join(tmpdir(), 'urumi-mirror-'));
  });

  after(() => rm(directory, { recursive: true, force: true }));

  afterEach(() => server.stop());

  async function serve(host: string): Promise<void> {
    const { certificate, key } = await authority.issue({ commonName: host, hosts: [host], usages: ['server'] });
    server = await startGitServer({ repositories: ['shop'], tls: { cert: certificate, key } });
  }

  async function fetchHead(ca?: string): Promise<string> {
    const mirror = new RepositoryMirror({ url: server.url('shop'), branch: 'main', directory, ca });
    try {
      return (await mirror.fetch(signal)).head;
    } finally {
      await mirror.close();
    }
  }

  it('trusts the authority that it was given', async () => {
    await serve('127.0.0.1');
    const head = await server.repository('shop').commit({ a: 'a' });
    assert.equal(await fetchHead(authority.pair.certificate), head);
  });

  it('trusts nobody else', async () => {
    await serve('127.0.0.1');
    await assert.rejects(fetchHead(), { code: 'Tls', message: /Check the server's certificate, or give its CA/ });
    const other = await createAuthority('others');
    await assert.rejects(fetchHead(other.pair.certificate), { code: 'Tls' });
    assert.equal(server.requests.length, 0);
  });

  it('does not take the certificate of another host', async () => {
    await serve('elsewhere.example');
    await assert.rejects(fetchHead(authority.pair.certificate), {
      code: 'Tls',
      message: /ERR_TLS_CERT_ALTNAME_INVALID/,
    });
  });
});

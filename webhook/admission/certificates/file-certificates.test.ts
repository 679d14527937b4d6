import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createAuthority, type KeyPair } from '../../../cluster/authority.ts';
import { FileCertificates } from './file-certificates.ts';

describe('certificates in a folder', () => {
  let folder: string;
  let first: KeyPair;
  let second: KeyPair;

  before(async () => {
    const authority = await createAuthority('somebody');
    const request = { commonName: 'urumi', hosts: ['127.0.0.1'], usages: ['server'] as const };
    first = await authority.issue(request);
    second = await authority.issue(request, { now: Date.now(), lifeMs: 3_600_000 });
  });
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'urumi-certificates-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function put({ certificate, key }: KeyPair): Promise<void> {
    await writeFile(path.join(folder, 'tls.crt'), certificate);
    await writeFile(path.join(folder, 'tls.key'), key);
  }

  it('are served as they are, until they end, and nobody is told whom to trust', async () => {
    await put(second);
    const { until, caBundle, ...served } = await new FileCertificates(folder).load();
    assert.deepEqual(served, second);
    assert.equal(caBundle, undefined);
    assert.ok(Math.abs(until - Date.now() - 3_600_000) < 60_000, `${until}`);
  });

  it('are what stands there now', async () => {
    const source = new FileCertificates(folder);
    await put(first);
    assert.equal((await source.load()).certificate, first.certificate);
    await put(second);
    assert.equal((await source.load()).certificate, second.certificate);
  });

  it('are not taken half-renewed', async () => {
    await put({ certificate: second.certificate, key: first.key });
    await assert.rejects(new FileCertificates(folder).load(), /tls\.key is not the key of tls\.crt.*cert-manager/);
  });

  it('are asked for by name when they are missing, and a key is never quoted', async () => {
    await assert.rejects(new FileCertificates(folder).load(), /tls\.(crt|key) cannot be read.*mount the Secret/);
    await put({ certificate: first.certificate, key: 'not-a-key-but-secret' });
    await assert.rejects(new FileCertificates(folder).load(), (error: Error) => {
      assert.doesNotMatch(error.message, /not-a-key-but-secret/);
      return true;
    });
  });
});

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readForgeConfig } from './forge-config.ts';

describe("a forge's configuration", () => {
  let folder: string;
  const file = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-forge-config-'));
  });

  after(() => rmSync(folder, { recursive: true }));

  it('names the repository and the file of a token, which is read anew each time', async () => {
    const tokenFile = file('token', 'first\n');
    const forge = { kind: 'gitea', url: 'http://127.0.0.1:3000/', owner: 'urumi', repo: 'shops', tokenFile };
    const { repository, credentials } = await readForgeConfig(forge);
    assert.deepEqual(repository, { kind: 'gitea', url: 'http://127.0.0.1:3000', owner: 'urumi', name: 'shops' });
    assert.ok(credentials.kind === 'token');
    assert.deepEqual(await credentials.token(), { password: 'first' });
    file('token', 'second\n');
    assert.deepEqual(await credentials.token(), { password: 'second' });
  });

  it('takes github.com when GitHub is all it says', async () => {
    const config = { kind: 'github', owner: 'acme', repo: 'stores', tokenVariable: 'FORGE_TOKEN' };
    const { repository, credentials } = await readForgeConfig(config, { FORGE_TOKEN: 'from-environment' });
    assert.equal(repository.url, 'https://github.com');
    assert.ok(credentials.kind === 'token');
    assert.deepEqual(await credentials.token(), { password: 'from-environment' });
  });

  it('takes a GitHub App with the file of its key', async () => {
    const app = { id: 7, privateKeyFile: file('key.pem', 'the key') };
    const { credentials } = await readForgeConfig({ kind: 'github', owner: 'acme', repo: 'stores', app });
    assert.ok(credentials.kind === 'app');
    assert.deepEqual([credentials.appId, credentials.installationId], [7, undefined]);
    assert.equal(await credentials.privateKey(), 'the key');
  });

  it('reads the authority of a forge of your own', async () => {
    const config = { kind: 'gitea', url: 'https://git.test', owner: 'a', repo: 'b', tokenFile: 't' };
    assert.equal((await readForgeConfig({ ...config, caFile: file('ca.pem', 'the CA') })).ca, 'the CA');
    await assert.rejects(readForgeConfig({ ...config, caFile: '/nowhere' }), /caFile cannot be read/);
  });

  const refused: Record<string, object> = {
    'no credentials': { kind: 'github', owner: 'a', repo: 'b' },
    'two kinds of credentials': { kind: 'github', owner: 'a', repo: 'b', tokenFile: 't', tokenVariable: 'T' },
    'Gitea without an address': { kind: 'gitea', owner: 'a', repo: 'b', tokenFile: 't' },
    'an App on Gitea': { kind: 'gitea', url: 'http://x', owner: 'a', repo: 'b', app: { id: 1, privateKeyFile: 'k' } },
    'a token itself': { kind: 'github', owner: 'a', repo: 'b', token: 'ghp_secret' },
    'another forge': { kind: 'gitlab', owner: 'a', repo: 'b', tokenFile: 't' },
  };
  for (const [what, config] of Object.entries(refused)) {
    it(`is refused with ${what}, and the message repeats no value`, async () => {
      const error = await readForgeConfig(config).catch((error: unknown) => error);
      assert.ok(error instanceof Error && 'code' in error);
      assert.equal(error.code, 'Misconfigured');
      assert.doesNotMatch(error.message, /ghp_secret/);
    });
  }
});

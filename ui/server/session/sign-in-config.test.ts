import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSignInConfig } from './sign-in-config.ts';

describe('the configuration of sign-in', () => {
  let folder: string;
  const config = (more: object = {}) => ({
    kind: 'gitea',
    url: 'https://git.example.com/',
    owner: 'acme',
    repo: 'stores',
    publicUrl: 'https://urumi.example.com/',
    clientId: 'an-id',
    clientSecretFile: path.join(folder, 'client-secret'),
    ...more,
  });

  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-sign-in-'));
    writeFileSync(path.join(folder, 'key'), 'k'.repeat(64));
  });

  after(() => rmSync(folder, { recursive: true }));

  it('names the forge, the application and our own address; the secret is read anew at each sign-in', async () => {
    const { repository, signIn, secrets } = await readSignInConfig(
      config({ sessionKeyFiles: [path.join(folder, 'key')] }),
    );
    assert.deepEqual(repository, { kind: 'gitea', url: 'https://git.example.com', owner: 'acme', name: 'stores' });
    assert.ok(signIn.kind === 'oauth');
    assert.deepEqual([signIn.publicUrl, signIn.scope], ['https://urumi.example.com', 'read:user write:repository']);
    assert.deepEqual(secrets.map(String), ['k'.repeat(64)]);
    for (const text of ['one', 'two']) {
      writeFileSync(path.join(folder, 'client-secret'), text);
      assert.equal(await signIn.clientSecret(), text);
    }
  });

  it('makes a key of its own where none is named, and a new one at each start', async () => {
    const [first, second] = await Promise.all([readSignInConfig(config()), readSignInConfig(config())]);
    assert.equal(first.secrets[0]?.length, 32);
    assert.notDeepEqual(first.secrets, second.secrets);
  });

  const refused: Record<string, object> = {
    'an address with a path': { publicUrl: 'https://urumi.example.com/ui' },
    'an address that is none': { publicUrl: 'javascript:alert(1)' },
    'Gitea without an address': { url: undefined },
    'the secret itself': { clientSecret: 'hunter2' },
    'another forge': { kind: 'gitlab' },
  };
  for (const [what, more] of Object.entries(refused)) {
    it(`is refused with ${what}, and the message repeats no value`, async () => {
      await assert.rejects(readSignInConfig(config(more)), (error: Error) => {
        assert.match(error.message, /^the sign-in configuration does not fit/);
        assert.doesNotMatch(error.message, /hunter2/);
        return true;
      });
    });
  }
});

import assert from 'node:assert/strict';
import { connectForge } from '../connect-forge.ts';
import { FakeGithub } from './testing/fake-github.ts';

const signal = () => AbortSignal.timeout(20_000);

describe('a GitHub App', function () {
  this.timeout(30_000);
  let github: FakeGithub;

  before(async () => {
    github = await FakeGithub.start();
  });

  after(() => github[Symbol.asyncDispose]());

  const connect = (appId: number, privateKey: () => Promise<string>, name = github.repository.name) =>
    connectForge({
      repository: { ...github.repository, name },
      credentials: { kind: 'app', appId, privateKey },
      pace: 'unpaced',
      timeouts: { retryMs: 5 },
    });

  it('is its bot, with the rights of its installation', async () => {
    const { appId, privateKey, login } = github.accounts.addApp('urumi', 'write');
    const forge = connect(appId, async () => privateKey);
    assert.deepEqual(await forge.whoAmI(signal()), { login, isBot: true, access: 'write' });
    await forge.close();
  });

  it('signs in anew when its key is another one, without a restart', async () => {
    const { appId, privateKey } = github.accounts.addApp('rotated', 'write');
    const other = github.accounts.addApp('unknown', 'write');
    let key = other.privateKey;
    const forge = connect(appId, async () => key);
    await assert.rejects(forge.findPullRequests({}, signal()), { code: 'Unauthorized', retryable: false });
    key = privateKey;
    assert.deepEqual((await forge.findPullRequests({}, signal())).items, []);
    await forge.close();
  });

  it('is told when it is not installed where it should be', async () => {
    const { appId, privateKey } = github.accounts.addApp('elsewhere', 'write');
    const forge = connect(appId, async () => privateKey, 'other');
    await assert.rejects(forge.findPullRequests({}, signal()), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'Unauthorized');
      assert.match(error.message, /App \d+ is not installed on acme\/other/);
      return true;
    });
    await forge.close();
  });

  it('is told when its key cannot be read or is none, and the message does not hold it', async () => {
    const keys = [async () => 'not-a-key-but-secret', async () => Promise.reject(new Error('no such file'))];
    for (const key of keys) {
      const forge = connect(1, key);
      await assert.rejects(forge.findPullRequests({}, signal()), (error: Error & { code?: string }) => {
        assert.equal(error.code, 'Unauthorized');
        assert.match(error.message, /private key/);
        assert.doesNotMatch(error.message, /not-a-key-but-secret/);
        return true;
      });
      await forge.close();
    }
  });
});

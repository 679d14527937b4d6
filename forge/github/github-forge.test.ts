import assert from 'node:assert/strict';
import { connectForge } from '../connect-forge.ts';
import type { ForgeCredentials } from '../forge-credentials.ts';
import type { Forge } from '../forge.ts';
import { holdForgeToContract } from '../testing/forge-contract.ts';
import { FakeGithub } from './testing/fake-github.ts';

describe('a repository on GitHub', function () {
  this.timeout(60_000);
  let github: FakeGithub;
  let forge: Forge;
  let other: Forge;

  before(async () => {
    github = await FakeGithub.start();
    const { repository, accounts } = github;
    const { appId, privateKey } = accounts.addApp('urumi', 'admin');
    const app: ForgeCredentials = { kind: 'app', appId, privateKey: async () => privateKey };
    const password = accounts.addUser('eve', 'read');
    const token: ForgeCredentials = { kind: 'token', token: async () => ({ password }) };
    forge = connectForge({ repository, credentials: app, pace: 'unpaced' });
    other = connectForge({ repository, credentials: token, pace: 'unpaced' });
  });

  after(async () => {
    await forge.close();
    await other.close();
    await github[Symbol.asyncDispose]();
  });

  holdForgeToContract(() => ({ forge, other, commit: (files) => github.git.commit(files) }));

  it('tells the holder of a token who they are, too', async () => {
    const expected = { login: 'eve', isBot: false, access: 'read' };
    assert.deepEqual(await other.whoAmI(AbortSignal.timeout(10_000)), expected);
  });

  it('sent nothing that GitHub does not document, and was answered as GitHub answers', () => {
    assert.deepEqual(github.violations, []);
    assert.ok(github.requests.length > 30);
  });
});

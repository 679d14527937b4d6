import assert from 'node:assert/strict';
import { connectForge } from '../connect-forge.ts';
import type { ForgeCredentials } from '../forge-credentials.ts';
import type { Forge } from '../forge.ts';
import { holdForgeToContract } from '../testing/forge-contract.ts';
import { FakeGithub } from './testing/fake-github.ts';

for (const kind of ['token', 'app'] as const) {
  describe(`a repository on GitHub, with ${kind === 'app' ? 'an App' : 'a token'}`, function () {
    this.timeout(60_000);
    let github: FakeGithub;
    let forge: Forge;
    let other: Forge;

    before(async () => {
      github = await FakeGithub.start();
      const { repository, accounts } = github;
      const token = (password: string): ForgeCredentials => ({ kind: 'token', token: async () => ({ password }) });
      const credentials: ForgeCredentials =
        kind === 'token' ? token(accounts.addUser('urumi', 'admin')) : appOf(accounts.addApp('urumi', 'admin'));
      forge = connectForge({ repository, credentials, pace: 'unpaced' });
      other = connectForge({ repository, credentials: token(accounts.addUser('eve', 'read')), pace: 'unpaced' });
    });

    after(async () => {
      await forge.close();
      await other.close();
      await github[Symbol.asyncDispose]();
    });

    holdForgeToContract(() => ({ forge, other, commit: (files) => github.git.commit(files) }));

    it('sent nothing that GitHub does not document, and was answered as GitHub answers', () => {
      assert.deepEqual(github.violations, []);
      assert.ok(github.requests.length > 30);
    });
  });
}

function appOf({ appId, privateKey }: { appId: number; privateKey: string }): ForgeCredentials {
  return { kind: 'app', appId, privateKey: async () => privateKey };
}

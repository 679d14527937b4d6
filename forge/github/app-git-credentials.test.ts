import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defaultTimeouts } from '../api/limits.ts';
import { RepositoryMirror } from '../repository/mirror.ts';
import type { CredentialSource } from '../repository/credentials.ts';
import { appGitCredentials } from './app-git-credentials.ts';
import { FakeGithub } from './testing/fake-github.ts';

const timeouts = { ...defaultTimeouts, retryMs: 5 };

describe('Git, with a GitHub App', function () {
  this.timeout(30_000);
  let github: FakeGithub;
  let directory: string;

  beforeEach(async () => {
    github = await FakeGithub.start();
    github.isPrivate = true;
    directory = await mkdtemp(path.join(tmpdir(), 'urumi-app-git-'));
  });

  afterEach(async () => {
    await github[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  async function fetchTwice(credentials: CredentialSource): Promise<string> {
    const mirror = new RepositoryMirror({ url: github.gitUrl, branch: 'main', directory, credentials });
    try {
      await mirror.fetch(AbortSignal.timeout(20_000));
      return (await mirror.fetch(AbortSignal.timeout(20_000))).head;
    } finally {
      await mirror.close();
    }
  }

  const sourceOf = (app: Parameters<typeof appGitCredentials>[0]) => appGitCredentials(app, github.gitUrl, timeouts);

  it('reads a private repository, by one token that may read this repository’s contents and nothing else', async () => {
    const { appId, privateKey } = github.accounts.addApp('urumi', 'write');
    assert.equal(await fetchTwice(sourceOf({ appId, privateKey })), await github.git.head());
    const asked = github.requests.filter(({ operationId }) => operationId === 'apps/create-installation-access-token');
    assert.deepEqual(
      asked.map(({ body }) => body),
      [{ repositories: ['stores'], permissions: { contents: 'read' } }],
    );
    assert.deepEqual(github.violations, []);
  });

  it('is refused with another key, and the message does not hold it', async () => {
    const { appId } = github.accounts.addApp('urumi', 'write');
    const { privateKey } = github.accounts.addApp('another', 'write');
    await assert.rejects(fetchTwice(sourceOf({ appId, privateKey })), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'Unauthorized');
      assert.match(
        error.message,
        /could not get a token of the App for acme\/stores .*Check the App’s id and private key/,
      );
      assert.doesNotMatch(error.message, /BEGIN|MII/);
      return true;
    });
  });

  it('is refused where the App is not installed', async () => {
    const { appId, privateKey } = github.accounts.addApp('urumi', 'write');
    const elsewhere = github.gitUrl.replace('stores', 'other');
    await assert.rejects(appGitCredentials({ appId, privateKey }, elsewhere, timeouts)(), {
      code: 'Unauthorized',
      message: /App \d+ is not installed on acme\/other/,
    });
  });

  it('is tried again when GitHub does not answer, or answers with an error of its own', async () => {
    const { appId, privateKey } = github.accounts.addApp('urumi', 'write');
    const source = sourceOf({ appId, privateKey });
    github.fault = () => ({ kind: 'drop' });
    await assert.rejects(source(), { code: 'Unreachable' });
    github.fault = () => ({ kind: 'answer', answer: { status: 502, body: {} } });
    await assert.rejects(source(), { code: 'ServerError' });
    github.fault = undefined;
    assert.match((await source())?.password ?? '', /^ghs_/);
  });
});

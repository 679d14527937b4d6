import assert from 'node:assert/strict';
import type { ApiConnection, ApiRequest } from '../../cluster/connection.ts';
import { FakeGithub } from '../../forge/github/testing/fake-github.ts';
import { FleetCredentials } from './fleet-credentials.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** An API server that holds one Secret, a clock that stands still until it is moved, and a fleet's credentials. */
class Scene {
  now = 0;
  reads = 0;
  data: Record<string, string> = {};
  readonly credentials: FleetCredentials;

  constructor(url = 'https://github.com/acme/stores.git') {
    const request = async <T>({ path }: ApiRequest): Promise<T> => {
      assert.equal(path, '/api/v1/namespaces/urumi-system/secrets/stores-git');
      this.reads += 1;
      return { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'stores-git' }, data: this.data } as T;
    };
    const api = { request } as ApiConnection;
    const clock = { now: () => this.now, after: () => () => undefined };
    this.credentials = new FleetCredentials(api, clock, { name: 'stores-git', namespace: 'urumi-system', url });
  }
}

describe('the credentials of a fleet', function () {
  this.timeout(30_000);

  it('are read once in five minutes, and anew when the forge has refused them', async () => {
    const scene = new Scene();
    scene.data = { token: base64('old') };
    for (const now of [0, 299_999]) {
      scene.now = now;
      assert.deepEqual(await scene.credentials.source(), { password: 'old' });
    }
    assert.equal(scene.reads, 1);
    scene.data = { token: base64('new') };
    scene.credentials.forget();
    assert.deepEqual(await scene.credentials.source(), { password: 'new' });
    scene.data = { token: base64('newer') };
    scene.now = 600_000;
    assert.deepEqual(await scene.credentials.source(), { password: 'newer' });
  });

  it('are a GitHub App’s token, kept while the App stays the same', async () => {
    await using github = await FakeGithub.start();
    const scene = new Scene(github.gitUrl);
    const secretOf = ({ appId, privateKey }: { appId: number; privateKey: string }): Record<string, string> => ({
      githubAppID: base64(`${appId}`),
      githubAppPrivateKey: base64(privateKey),
    });
    scene.data = secretOf(github.accounts.addApp('urumi', 'write'));
    const first = await scene.credentials.source();
    scene.now = 400_000;
    assert.deepEqual(await scene.credentials.source(), first);
    assert.equal(scene.reads, 2);
    scene.data = secretOf(github.accounts.addApp('another', 'write'));
    scene.now = 800_000;
    assert.notDeepEqual(await scene.credentials.source(), first);
    const before = github.requests.length;
    scene.credentials.forget();
    await scene.credentials.source();
    assert.ok(github.requests.length > before, 'a token that was refused is not used again');
  });
});

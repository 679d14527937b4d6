import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startForge, type Forge } from '../../sandbox/forge.ts';
import type { ForgeRepository } from '../../sandbox/forge/repositories.ts';
import { gitCli } from '../testing/git-cli.ts';
import { RepositoryMirror } from './mirror.ts';
import { tokenFile } from './token-file.ts';

const { signal } = new AbortController();

describe('a mirror of a repository in Gitea', function () {
  this.timeout(300_000);
  let forge: Forge;
  let repository: ForgeRepository;
  let folder: string;
  let mirror: RepositoryMirror;

  before(async () => {
    forge = await startForge();
    folder = await mkdtemp(join(tmpdir(), 'urumi-mirror-'));
    repository = await forge.createRepository('stores', {
      'stores/a.yaml': 'name: a\n',
      'stores/b.yaml': 'name: b\n',
      'README.md': 'hello\n',
    });
    const response = await api('PATCH', '/repos/urumi/stores', { private: true });
    assert.equal(response.status, 200);
    mirror = open(repository.url);
  });

  after(async () => {
    await mirror.close();
    await forge.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const open = (url: string, name = 'mirror', file = forge.tokenFile) =>
    new RepositoryMirror({ url, branch: 'main', directory: join(folder, name), credentials: tokenFile(file) });
  const api = (method: string, path: string, body: unknown) =>
    fetch(`${forge.url}/api/v1${path}`, {
      method,
      headers: { authorization: `token ${forge.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });

  // Pushes as a person would: with Git, the token handed over by an askpass-like helper and not in the URL.
  async function push(changes: Record<string, string>, ...options: string[]): Promise<string> {
    const work = await mkdtemp(join(folder, 'work-'));
    const helper = `!f() { echo username=x-access-token; echo "password=$(cat ${forge.tokenFile})"; }; f`;
    const git = (...args: string[]) => gitCli(['-c', `credential.helper=${helper}`, ...args], { cwd: work });
    await git('clone', '--quiet', repository.url, '.');
    for (const [path, content] of Object.entries(changes)) await writeFile(join(work, path), content);
    await git('add', '.');
    await git('commit', '--quiet', '--message', 'Change stores', ...options);
    await git('push', '--quiet', '--force', 'origin', 'HEAD:main');
    return (await git('rev-parse', 'HEAD')).trim();
  }

  it('reads it with a token, and follows pushes', async () => {
    const { head } = await mirror.fetch(signal);
    const files = await mirror.listFiles(head, 'stores');
    assert.deepEqual([...files.keys()], ['stores/a.yaml', 'stores/b.yaml']);
    const pushed = await push({ 'stores/c.yaml': 'name: c\n' });
    assert.deepEqual(await mirror.fetch(signal), { head: pushed, previous: head, changed: true, rewritten: false });
    const blobs = await mirror.readBlobs((await mirror.listFiles(pushed, 'stores')).values());
    assert.deepEqual(
      [...blobs.values()].map((bytes) => Buffer.from(bytes as Uint8Array).toString()),
      ['name: a\n', 'name: b\n', 'name: c\n'],
    );
    assert.equal((await mirror.fetch(signal)).changed, false);
  });

  it('follows a force-push', async () => {
    const { head: previous } = await mirror.fetch(signal);
    const head = await push({ 'stores/d.yaml': 'name: d\n' }, '--amend');
    assert.deepEqual(await mirror.fetch(signal), { head, previous, changed: true, rewritten: true });
  });

  it('follows a repository that is renamed', async () => {
    assert.equal((await api('PATCH', '/repos/urumi/stores', { name: 'stores-2' })).status, 200);
    try {
      assert.equal((await mirror.fetch(signal)).changed, false);
      assert.equal((await open(repository.url, 'renamed').fetch(signal)).previous, undefined);
    } finally {
      await api('PATCH', '/repos/urumi/stores-2', { name: 'stores' });
    }
  });

  it('is not let in without the token, or with a wrong one', async () => {
    const stranger = new RepositoryMirror({ url: repository.url, branch: 'main', directory: join(folder, 'stranger') });
    await assert.rejects(stranger.fetch(signal), { code: 'Unauthorized', message: /wants credentials/ });
    const wrong = join(folder, 'wrong-token');
    await writeFile(wrong, 'f'.repeat(40));
    await assert.rejects(open(repository.url, 'wrong', wrong).fetch(signal), {
      code: 'Unauthorized',
      message: /does not accept the credentials/,
    });
  });

  it('misses a repository that is not there', async () => {
    await assert.rejects(open(`${forge.url}/urumi/nothing.git`, 'nothing').fetch(signal), { code: 'NotFound' });
  });

  it('says that a new repository is empty', async () => {
    const { url } = await forge.createRepository('empty');
    await assert.rejects(open(url, 'empty').fetch(signal), {
      code: 'BranchMissing',
      message: /nothing was pushed yet/,
    });
  });
});

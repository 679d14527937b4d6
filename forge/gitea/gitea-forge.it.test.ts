import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startForge, type Forge as Sandbox } from '../../sandbox/forge.ts';
import { connectForge } from '../connect-forge.ts';
import type { Forge } from '../forge.ts';
import { until } from '../../test/harness/until.ts';
import { holdForgeToContract } from '../testing/forge-contract.ts';

describe('a repository on Gitea', function () {
  this.timeout(90_000);
  let gitea: Sandbox;
  let forge: Forge;
  let other: Forge;
  /** Token of a user who may only read. */
  let eve: string;
  const signal = () => AbortSignal.timeout(30_000);

  before(async () => {
    gitea = await startForge();
    await gitea.createRepository('stores', { 'README.md': 'One file is one shop.\n' });
    const repository = { kind: 'gitea', url: gitea.url, owner: gitea.owner, name: 'stores' } as const;
    const of = (password: string) =>
      connectForge({ repository, credentials: { kind: 'token', token: async () => ({ password }) } });
    forge = of(gitea.token);
    eve = await stranger(gitea);
    other = of(eve);
  });

  after(async () => {
    await forge?.close();
    await other?.close();
    await gitea?.stop();
  });

  holdForgeToContract(() => ({ forge, other, commit: (files) => commitOnMain(gitea, files) }));

  it('reads long lists to their end, page by page', async () => {
    const base = await commitOnMain(gitea, { 'stores/first.yaml': 'x\n' });
    const files = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`stores/shop-${at}.yaml`, `${at}\n`]));
    const { sha } = await forge.commitFiles({ branch: 'many', base, message: 'Open many', files }, signal());
    const wish = { head: 'many', base: 'main', title: 'Many', body: '' };
    const { number, head } = await forge.openPullRequest(wish, signal());
    assert.equal(head.sha, sha);
    const changed = await forge.listChangedFiles(number, signal());
    assert.deepEqual([changed.files.length, changed.complete], [120, true]);
  });

  it('waits with a merge until Gitea has made up its mind about a push, and gives up on a conflict', async () => {
    const base = await commitOnMain(gitea, { 'stores/contested.yaml': 'plan: small\n' });
    const change = { base, message: 'Change', files: { 'stores/contested.yaml': 'plan: large\n' } };
    const { sha } = await forge.commitFiles({ ...change, branch: 'contested' }, signal());
    await commitOnMain(gitea, { 'stores/contested.yaml': 'plan: medium\n' });
    const wish = { head: 'contested', base: 'main', title: 'Contested', body: '' };
    const { number } = await forge.openPullRequest(wish, signal());
    await assert.rejects(forge.mergePullRequest(number, { headSha: sha }, signal()), { code: 'Refused' });
  });

  it('lets nobody but who asked for it push past pull requests, and no administrator merge past a required status', async () => {
    const { owner, name } = await gitea.createRepository('guarded', { 'README.md': 'x' });
    const repository = { kind: 'gitea', url: gitea.url, owner, name } as const;
    const guarded = connectForge({
      repository,
      credentials: { kind: 'token', token: async () => ({ password: gitea.token }) },
    });
    const asked = async (method: string, path: string, token: string, body: object): Promise<number> => {
      const headers = { authorization: `token ${token}`, 'content-type': 'application/json' };
      const url = `${gitea.url}/api/v1/repos/${owner}/${name}${path}`;
      return (await fetch(url, { method, headers, body: JSON.stringify(body) })).status;
    };
    const added = (file: string): object => ({ branch: 'main', message: 'Add', content: btoa(file) });
    await guarded.protectBranch({ branch: 'main', requiredStatuses: ['urumi/plan'], directPushes: true }, signal());
    await asked('PUT', '/collaborators/eve', gitea.token, { permission: 'write' });
    assert.equal(await asked('POST', '/contents/eve.yaml', eve, added('eve.yaml')), 403);
    assert.equal(await asked('POST', '/contents/own.yaml', gitea.token, added('own.yaml')), 201);

    const head = await asked('POST', '/contents/new.yaml', eve, { ...added('new.yaml'), new_branch: 'new' });
    assert.equal(head, 201);
    const wish = { head: 'new', base: 'main', title: 'New', body: '' };
    const pull = await guarded.openPullRequest(wish, signal());
    const forced = { Do: 'merge', force_merge: true };
    await until('Gitea knows that it could be merged', async () => {
      const answer = await fetch(`${gitea.url}/api/v1/repos/${owner}/${name}/pulls/${pull.number}`);
      return ((await answer.json()) as { mergeable: boolean }).mergeable;
    });
    assert.equal(await asked('POST', `/pulls/${pull.number}/merge`, gitea.token, forced), 405);
    assert.equal((await guarded.readPullRequest(pull.number, signal())).state, 'open');
    await guarded.setStatus(
      { sha: pull.head.sha, context: 'urumi/plan', state: 'success', description: 'opens 1' },
      signal(),
    );
    await guarded.mergePullRequest(pull.number, { headSha: pull.head.sha }, signal());
    assert.equal((await guarded.readPullRequest(pull.number, signal())).state, 'merged');
    await guarded.close();
  });

  it('leaves no branch behind but those that were asked for', async () => {
    const answer = await fetch(`${gitea.url}/api/v1/repos/${gitea.owner}/stores/branches?limit=50`);
    const names = ((await answer.json()) as { name: string }[]).map(({ name }) => name);
    assert.deepEqual(names.sort(), ['contested', 'main', 'many']);
  });
});

/** A user who may read. @returns a token of theirs */
async function stranger({ url, accountFile }: Sandbox): Promise<string> {
  const { administratorToken } = JSON.parse(readFileSync(accountFile, 'utf8')) as { administratorToken: string };
  const post = async (path: string, authorization: string, body: object) => {
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = await fetch(`${url}/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return (await answer.json()) as Record<string, string>;
  };
  const password = 'a-long-password-for-a-test-7';
  const eve = { username: 'eve', email: 'eve@localhost.localdomain', password, must_change_password: false };
  await post('/admin/users', `token ${administratorToken}`, eve);
  const basic = `Basic ${Buffer.from(`eve:${password}`).toString('base64')}`;
  const scopes = ['write:repository', 'write:issue', 'read:user'];
  return (await post('/users/eve/tokens', basic, { name: 'test', scopes }))['sha1'] ?? '';
}

/** Commits on main, which is not protected any more afterwards. */
async function commitOnMain(gitea: Sandbox, files: Readonly<Record<string, string>>): Promise<string> {
  const repository = `${gitea.url}/api/v1/repos/${gitea.owner}/stores`;
  const headers = { authorization: `token ${gitea.token}`, 'content-type': 'application/json' };
  await fetch(`${repository}/branch_protections/main`, { method: 'DELETE', headers });
  const operations = Object.entries(files).map(([path, content]) => ({
    operation: 'upload',
    path,
    content: btoa(content),
  }));
  const body = JSON.stringify({ branch: 'main', message: 'Change', files: operations });
  const answer = await fetch(`${repository}/contents`, { method: 'POST', headers, body });
  assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
  return ((await answer.json()) as { commit: { sha: string } }).commit.sha;
}

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { credentialHelper } from './forge/credential-helper.ts';
import { startForge, type Forge } from './forge.ts';
import { processIdentity } from './process/process-identity.ts';

describe('a forge', function () {
  this.timeout(60_000);
  let folder: string;
  let forge: Forge;

  const start = () => startForge({ dataDir: path.join(folder, 'forge') });

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'urumi-forge-test-'));
    forge = await start();
  });

  after(async () => {
    await forge?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const api = async <T>(method: string, url: string, body?: object): Promise<T> => {
    const response = await fetch(`${forge.url}/api/v1${url}`, {
      method,
      headers: { authorization: `token ${forge.token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    assert.ok(response.ok, `${method} ${url}: ${response.status} ${await response.clone().text()}`);
    return (await response.json()) as T;
  };

  const git = (cwd: string, ...args: string[]) => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'credential.helper='];
    const helper = ['-c', `credential.helper=${credentialHelper(forge.tokenFile)}`];
    return execFileSync('git', [...identity, ...helper, ...args], { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();
  };

  it('makes a repository from a folder, hidden files included, as one commit on main', async () => {
    const template = path.join(folder, 'template');
    mkdirSync(path.join(template, '.github', 'workflows'), { recursive: true });
    mkdirSync(path.join(template, 'stores'));
    writeFileSync(path.join(template, '.github', 'workflows', 'check.yaml'), 'on: push\n');
    writeFileSync(path.join(template, 'stores', 'demo.yaml'), 'kind: Store\n');
    const repository = await forge.createRepository('from-folder', template);
    assert.deepEqual(repository, {
      owner: 'urumi',
      name: 'from-folder',
      url: `${forge.url}/urumi/from-folder.git`,
      branch: 'main',
    });
    git(folder, 'clone', repository.url, 'clone');
    const clone = path.join(folder, 'clone');
    assert.equal(git(clone, 'rev-list', '--count', 'main'), '1');
    assert.equal(git(clone, 'ls-files'), '.github/workflows/check.yaml\nstores/demo.yaml');
    assert.equal(readFileSync(path.join(clone, 'stores', 'demo.yaml'), 'utf8'), 'kind: Store\n');
  });

  it('takes pushes and pull requests from who has the token', async () => {
    const repository = await forge.createRepository('pushed', { 'README.md': 'hello\n' });
    git(folder, 'clone', repository.url, 'pushing');
    const clone = path.join(folder, 'pushing');
    git(clone, 'checkout', '-b', 'change');
    writeFileSync(path.join(clone, 'README.md'), 'changed\n');
    git(clone, 'commit', '-am', 'Change');
    git(clone, 'push', 'origin', 'change');
    const pull = await api<{ number: number }>('POST', '/repos/urumi/pushed/pulls', {
      head: 'change',
      base: 'main',
      title: 'Change',
    });
    await api('POST', `/repos/urumi/pushed/issues/${pull.number}/comments`, { body: 'This opens a store.' });
    const files = await api<{ filename: string }[]>('GET', `/repos/urumi/pushed/pulls/${pull.number}/files`);
    assert.deepEqual(
      files.map(({ filename }) => filename),
      ['README.md'],
    );
  });

  it('takes no push from who has none', async () => {
    const repository = await forge.createRepository('closed', { 'README.md': 'hello\n' });
    git(folder, 'clone', repository.url, 'stranger');
    const clone = path.join(folder, 'stranger');
    git(clone, 'commit', '--allow-empty', '-m', 'Try');
    const env = {
      ...process.env,
      GIT_TERMINAL_PROMPT: '0',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
    };
    assert.throws(
      () => execFileSync('git', ['push'], { cwd: clone, env, stdio: 'pipe' }),
      /could not read Username|Authentication failed/,
    );
  });

  it('lets the token do no more than Urumi needs', async () => {
    const response = await fetch(`${forge.url}/api/v1/admin/users`, {
      headers: { authorization: `token ${forge.token}` },
    });
    assert.equal(response.status, 403);
  });

  it('delivers webhooks to this machine, signed as GitHub signs them', async () => {
    await forge.createRepository('hooked', { 'README.md': 'hello\n' });
    const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const config = { url, content_type: 'json', secret: 'shared' };
      await api('POST', '/repos/urumi/hooked/hooks', { type: 'gitea', active: true, events: ['push'], config });
      const delivery = once(server, 'request', { signal: AbortSignal.timeout(10_000) });
      await api('POST', '/repos/urumi/hooked/contents/stores/a.yaml', {
        content: 'eA==',
        message: 'Add',
        branch: 'main',
      });
      const [request] = (await delivery) as [{ headers: Record<string, string> }];
      assert.equal(request.headers['x-github-event'], 'push');
      assert.match(request.headers['x-hub-signature-256'] ?? '', /^sha256=\w{64}$/);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('keeps its secrets from other users of the machine, and out of command lines', () => {
    const root = path.join(folder, 'forge');
    assert.equal(statSync(root).mode & 0o777, 0o700);
    for (const name of ['app.ini', 'account.json', 'secrets.json', 'token', 'logs/gitea.log']) {
      assert.equal(statSync(path.join(root, name)).mode & 0o077, 0, name);
    }
    assert.equal(readFileSync(forge.tokenFile, 'utf8'), `${forge.token}\n`);
    const pid = Number(readFileSync(path.join(root, 'run', 'gitea.pid'), 'utf8'));
    const { command } = processIdentity(pid) ?? {};
    assert.equal(command?.includes(path.join(root, 'app.ini')), true);
    const log = readFileSync(path.join(root, 'logs', 'gitea.log'), 'utf8');
    const { password, administratorToken } = JSON.parse(readFileSync(forge.accountFile, 'utf8'));
    for (const secret of [forge.token, password, administratorToken]) {
      assert.ok(!command?.includes(secret) && !log.includes(secret));
    }
  });

  it('lets people sign in to its pages', async () => {
    const { user, password } = JSON.parse(readFileSync(forge.accountFile, 'utf8'));
    const page = await fetch(`${forge.url}/user/login`);
    assert.equal(page.status, 200);
    const basic = Buffer.from(`${user}:${password}`).toString('base64');
    const me = await fetch(`${forge.url}/api/v1/user`, { headers: { authorization: `Basic ${basic}` } });
    assert.equal(((await me.json()) as { login: string }).login, 'urumi');
  });

  it('has the same repositories, token and address after a restart', async () => {
    const first = await forge.ensureRepository('lasting', { 'README.md': 'hello\n' });
    const { url, token } = forge;
    await forge.stop();
    forge = await start();
    assert.deepEqual({ url: forge.url, token: forge.token }, { url, token });
    assert.deepEqual(await forge.ensureRepository('lasting', { 'README.md': 'other\n' }), first);
    assert.equal(git(folder, 'ls-remote', '--heads', first.url).split('\n').length, 1);
    const answer = await fetch(`${url}/urumi/lasting/raw/branch/main/README.md`);
    assert.equal(await answer.text(), 'hello\n');
  });

  it('fills a repository that a crash has left empty', async () => {
    await forge.createRepository('unfinished');
    const repository = await forge.ensureRepository('unfinished', { 'README.md': 'hello\n' });
    assert.match(git(folder, 'ls-remote', '--heads', repository.url), /refs\/heads\/main$/);
  });
});

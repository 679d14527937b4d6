import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, type Connection } from '../cluster/connect.ts';
import { readObject } from '../cluster/read.ts';
import { gitCli } from '../forge/testing/git-cli.ts';
import { connectionSchema, type Connection as SandboxConnection } from '../sandbox/connection.ts';
import { credentialHelper } from '../sandbox/forge/credential-helper.ts';
import { storeStatusSchema, type Phase } from '../synth/spec/store.ts';
import { ChildUnderTest } from './harness/child-process.ts';
import { until } from './harness/until.ts';

const project = fileURLToPath(new URL('../', import.meta.url));

describe('urumi up, as a person would use it', function () {
  this.timeout(400_000);
  const folder = mkdtempSync(path.join(tmpdir(), 'urumi-up-'));
  const data = path.join(folder, 'data');
  const shops = path.join(folder, 'shops');
  let up: ChildUnderTest;
  let sandbox: SandboxConnection;
  let api: Connection;

  after(async () => {
    await api?.close();
    await up?.end('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  });

  const git = (...args: string[]) => gitCli(args, { cwd: shops });
  const says = (text: RegExp, timeoutMs = 240_000) =>
    until(`it says ${text}`, () => text.test(up.output), { timeoutMs, tell: () => up.output });
  const untilPhase = (store: string, phase: Phase, timeoutMs: number) =>
    until(
      `${store} is ${phase}`,
      async () => {
        const object = await readObject(api, `Store.urumi.dev/urumi-system/${store}`);
        return storeStatusSchema.parse(object?.['status'] ?? {}).phase === phase;
      },
      { timeoutMs, tell: () => up.output },
    );
  const start = async () => {
    up = new ChildUnderTest(['cli/main.ts', 'up', '--data', data], { cwd: project });
    await says(/Ctrl-C stops everything/);
    sandbox = connectionSchema.parse(JSON.parse(readFileSync(path.join(data, 'connection.json'), 'utf8')));
    api = await connect({ kubeconfig: sandbox.kubeconfig, userAgent: 'urumi-test' });
  };

  const clone = () =>
    gitCli(
      ['clone', '-c', `credential.helper=${credentialHelper(sandbox.forge.tokenFile)}`, sandbox.repository, shops],
      { cwd: folder },
    );
  const send = (resource: string, body?: object) => {
    const { url, owner, repo, tokenFile } = sandbox.forge;
    const authorization = `token ${readFileSync(tokenFile, 'utf8').trim()}`;
    return fetch(`${url}/api/v1/repos/${owner}/${repo}${resource}`, {
      headers: { authorization, 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  };
  const ask = async <T>(resource: string): Promise<T> => (await (await send(resource)).json()) as T;

  it('ends up with the sample store Ready, and shows the stages going by', async () => {
    await start();
    for (const stage of ['guards', 'config', 'database', 'setup', 'application', 'ingress', 'validation']) {
      assert.match(up.output, new RegExp(`demo-shop +${stage} +\\d+\\.\\d s`));
    }
    assert.match(up.output, /demo-shop +Ready +in \d+\.\d s http:/);
    assert.match(up.output, /simulated/);
  });

  it('has opened it by a pull request that was merged after its plan had succeeded, and says so', async () => {
    assert.match(
      up.output,
      /pull request 1 \(Open demo-shop\): http.*\/pulls\/1\n.*urumi\/plan\) succeeded .*\n *merged/,
    );
    assert.ok(up.output.indexOf('merged:') < up.output.search(/demo-shop +Ready/));
    const { head } = await ask<{ head: { sha: string } }>('/pulls/1');
    const statuses = await ask<{ context: string; status: string }[]>(`/commits/${head.sha}/statuses`);
    assert.ok(statuses.some(({ context, status }) => context === 'urumi/plan' && status === 'success'));
    const [comment] = await ask<{ body: string }[]>('/issues/1/comments');
    assert.match(
      comment?.body ?? '',
      /\| `demo-shop` \| opened \|[^]*asked by dry run about 2 objects and refuses none/,
    );
  });

  it('shows the store in the web UI, whose address it tells', async () => {
    assert.ok(up.output.includes(`web UI: ${sandbox.ui}`), up.output);
    const answer = await fetch(`${sandbox.ui}api/v1/stores/demo-shop`);
    const { phase, pods } = (await answer.json()) as { phase: string; pods: { component: string }[] };
    assert.deepEqual([phase, pods.some(({ component }) => component === 'web')], ['Ready', true]);
    assert.match(await (await fetch(`${sandbox.ui}`)).text(), /<u-app>/);
  });

  it('says on the forge how the merge went, with a link to the web UI', async () => {
    const { merge_commit_sha: merged } = await ask<{ merge_commit_sha: string }>('/pulls/1');
    const apply = await until('the merge is applied', async () => {
      const statuses = await ask<{ context: string; status: string; target_url: string }[]>(
        `/commits/${merged}/statuses`,
      );
      return statuses.find(({ context, status }) => context === 'urumi/apply' && status === 'success');
    });
    assert.equal(`${apply.target_url}/`, sandbox.ui);
  });

  it('tells scripts where everything is, and nobody a secret', () => {
    const token = readFileSync(sandbox.forge.tokenFile, 'utf8').trim();
    assert.equal(sandbox.pid, up.pid);
    assert.ok(!up.output.includes(token));
    const secret = readFileSync(path.join(data, 'forge', 'webhook-secret'), 'utf8').trim();
    for (const log of ['controller.log', 'webhook.log'].map((name) => readFileSync(path.join(data, name), 'utf8')))
      for (const one of [token, secret]) assert.ok(!log.includes(one));
  });

  it('plans a pull request within seconds, and lets none be merged whose plan has failed', async () => {
    await clone();
    writeFileSync(path.join(shops, 'stores/broken.yaml'), 'apiVersion: urumi.dev/v1alpha1\nkind: Store\n');
    await git('switch', '-q', '-c', 'broken');
    await git('add', '.');
    await git('commit', '-q', '-m', 'Open a broken store');
    await git('push', '-q', 'origin', 'HEAD:refs/for/main', '-o', 'topic=broken');
    const [pull] = await ask<{ number: number; head: { sha: string } }[]>('/pulls?state=open');
    assert.ok(pull);
    await until('its plan has failed', async () => {
      const statuses = await ask<{ context: string; status: string }[]>(`/commits/${pull.head.sha}/statuses`);
      return statuses.some(({ context, status }) => context === 'urumi/plan' && status === 'failure');
    });
    const merged = await send(`/pulls/${pull.number}/merge`, { Do: 'merge' });
    assert.equal(merged.status, 405, await merged.text());
    await git('switch', '-q', 'main');
  });

  it('opens a store on a plain push, closes it on git revert, and reopens it on the revert of the revert', async () => {
    const sampleFile = readFileSync(path.join(shops, 'stores/demo-shop.yaml'), 'utf8');
    writeFileSync(path.join(shops, 'stores/second-shop.yaml'), sampleFile.replaceAll('demo-shop', 'second-shop'));
    await git('add', '.');
    await git('commit', '-q', '-m', 'Open second-shop');
    await git('push', '-q');
    await untilPhase('second-shop', 'Ready', 60_000);
    await git('revert', '--no-edit', 'HEAD');
    await git('push', '-q');
    await untilPhase('second-shop', 'Closed', 60_000);
    await git('revert', '--no-edit', 'HEAD');
    await git('push', '-q');
    await untilPhase('second-shop', 'Ready', 60_000);
    await untilPhase('demo-shop', 'Ready', 1_000);
  });

  it('answers urumi get and urumi explain beside it', async () => {
    const get = new ChildUnderTest(['cli/main.ts', 'get', 'stores', '--kubeconfig', sandbox.kubeconfig], {
      cwd: project,
    });
    assert.equal(await get.end('SIGCONT'), 0, get.output);
    assert.match(get.output, /second-shop +Ready/);
    const explain = new ChildUnderTest(['cli/main.ts', 'explain', 'demo-shop', '--kubeconfig', sandbox.kubeconfig], {
      cwd: project,
    });
    assert.equal(await explain.end('SIGCONT'), 0, explain.output);
    assert.match(explain.output, /Ready/);
  });

  it('stops on Ctrl-C with exit code 0, and takes everything with it', async () => {
    await api.close();
    assert.equal(await up.end('SIGINT'), 0, up.output);
    assert.equal(existsSync(path.join(data, 'connection.json')), false);
    await assert.rejects(fetch(sandbox.forge.url));
  });

  it('has the same stores at the next start', async () => {
    await start();
    await untilPhase('second-shop', 'Ready', 60_000);
    assert.equal(await up.end('SIGTERM'), 0, up.output);
  });
});

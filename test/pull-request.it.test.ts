import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Registry } from 'prom-client';
import { connectForge } from '../forge/connect-forge.ts';
import type { Forge } from '../forge/forge.ts';
import type { CommitVerdict } from '../forge/commit-status.ts';
import type { PullRequest } from '../forge/pull-request.ts';
import { startForge, type Forge as GiteaServer } from '../sandbox/forge.ts';
import { giteaApi } from '../sandbox/forge/gitea-api.ts';
import { serviceAccount } from '../sandbox/control-plane/credentials.ts';
import { systemNamespace } from '../synth/spec/names.ts';
import { recordedLog } from '../webhook/testing/recorded-log.ts';
import { failureMarker } from '../webhook/github/feedback/failure-comment.ts';
import { planMarker } from '../webhook/github/feedback/plan-comment.ts';
import { startWebhook } from '../webhook/github/start-webhook.ts';
import type { RunningWebhook, WebhookOptions } from '../webhook/github/webhook-options.ts';
import { Bed } from './harness/bed.ts';
import { storeFile } from './harness/store-file.ts';
import { until } from './harness/until.ts';

const never = new AbortController().signal;
const secret = 'a secret of sixteen characters and more';

describe('a pull request as the control panel, with a real forge and a real cluster', function () {
  this.timeout(180_000);
  let bed: Bed;
  let gitea: GiteaServer;
  let forge: Forge;
  let webhook: RunningWebhook;
  let options: WebhookOptions;
  let dataDir: string;
  const log = recordedLog();
  const registry = new Registry();

  before(async () => {
    [bed, gitea, dataDir] = await Promise.all([
      Bed.start(),
      startForge(),
      mkdtemp(path.join(tmpdir(), 'urumi-webhook-')),
    ]);
    const { url, owner, name } = await gitea.createRepository('shops', {
      'stores/README.md': 'One file is one shop.\n',
    });
    const { user, groups } = serviceAccount(systemNamespace, 'urumi-controller');
    // The poll would take an hour: what happens soon, happens because of events.
    bed.detour = { kubeconfig: await bed.plane.kubeconfigFor(user, groups), repository: url };
    await bed.applyFleet({ source: { url, interval: '1h' } });
    await bed.startController();
    const token = async () => ({ password: gitea.token });
    forge = connectForge({
      repository: { kind: 'gitea', url: gitea.url, owner, name },
      credentials: { kind: 'token', token },
    });
    options = {
      api: bed.api,
      namespace: systemNamespace,
      forge,
      credentials: token,
      secrets: async () => [secret],
      dataDir,
      log,
      registry,
      port: 0,
      pollMs: 3_600_000,
    };
    webhook = await startWebhook(options);
    await webhook.ready;
    await forge.ensureWebhook({ url: webhook.url, secret }, never);
    await until('the fleet has read its repository', async () => head(await bed.fleet()) !== undefined);
  });

  after(async () => {
    await webhook?.stop();
    await forge?.close();
    await Promise.all([bed?.[Symbol.asyncDispose](), gitea?.stop()]);
    await rm(dataDir, { recursive: true, force: true });
  });

  const head = (fleet: { status?: Record<string, unknown> }) => fleet.status?.['head'] as string | undefined;
  const tell = () => `${log.lines.slice(-30).join('\n')}\n${bed.controller.output.slice(-3_000)}`;

  /** Opens a pull request with these changes of files, from main as it is now. */
  async function open(branch: string, files: Record<string, string | null>): Promise<PullRequest> {
    const base = await mainHead();
    await forge.commitFiles({ branch, base, message: `Change ${branch}`, files }, never);
    return await forge.openPullRequest({ head: branch, base: 'main', title: branch, body: '' }, never);
  }

  async function mainHead(): Promise<string> {
    const api = giteaApi(gitea.url, `token ${gitea.token}`);
    const { owner, name } = forge.repository;
    const { commit } = await api.request<{ commit: { id: string } }>('GET', `/repos/${owner}/${name}/branches/main`);
    return commit.id;
  }

  function untilSaid(sha: string, context: string, state: CommitVerdict['state']): Promise<CommitVerdict> {
    const ask = async () => {
      const verdict = await forge.readVerdict(sha, context, never);
      return verdict?.state === state ? verdict : undefined;
    };
    return until(`${context} of ${sha} is ${state}`, ask, { timeoutMs: 60_000, intervalMs: 100, tell });
  }

  const comment = async ({ number }: PullRequest) =>
    (await forge.findComment(number, planMarker, never))?.markdown ?? '';

  async function merge({ number }: PullRequest): Promise<string> {
    const { head } = await forge.readPullRequest(number, never);
    return await until('the merge', async () => {
      try {
        return (await forge.mergePullRequest(number, { headSha: head.sha }, never)).sha;
      } catch {
        return undefined; // Gitea takes a moment after a push
      }
    });
  }

  it('says what merging would do, and says it anew when the pull request changes', async () => {
    const pull = await open('open-demo', { 'stores/demo.yaml': storeFile('demo') });
    const verdict = await untilSaid(pull.head.sha, 'urumi/plan', 'success');
    assert.equal(verdict.description, 'opens 1');
    const first = await until('the comment', () => comment(pull));
    assert.match(first, /`demo`/);

    const api = giteaApi(gitea.url, `token ${gitea.token}`);
    const { owner, name } = forge.repository;
    await api.request('POST', `/repos/${owner}/${name}/contents/stores/second.yaml`, {
      branch: 'open-demo',
      message: 'Add another',
      content: Buffer.from(storeFile('second').replace('woocommerce', 'nonsense')).toString('base64'),
    });
    const { head } = await until('Gitea knows the new head', async () => {
      const now = await forge.readPullRequest(pull.number, never);
      return now.head.sha === pull.head.sha ? undefined : now;
    });
    await untilSaid(head.sha, 'urumi/plan', 'failure');
    await until('the comment is edited in place', async () => (await comment(pull)).includes('second'));
    const comments = await api.request<unknown[]>('GET', `/repos/${owner}/${name}/issues/${pull.number}/comments`);
    assert.equal(comments.length, 1);
  });

  it('tells after the merge that it is on its way, and then that all is well', async () => {
    const pull = await open('open-flowers', { 'stores/flowers.yaml': storeFile('flowers') });
    await untilSaid(pull.head.sha, 'urumi/plan', 'success');
    const sha = await merge(pull);
    await untilSaid(sha, 'urumi/apply', 'pending');
    const { description } = await untilSaid(sha, 'urumi/apply', 'success');
    assert.equal(description, 'applied; 1 store as wished for');
    assert.equal((await bed.status('flowers'))?.phase, 'Ready');
    assert.equal(head(await bed.fleet()), sha);
    const { number } = pull;
    assert.equal(await forge.findComment(number, failureMarker('flowers'), never), undefined);
  });

  it('warns first of the data of a store that would close, as the cluster knows it', async () => {
    const pull = await open('close-flowers', { 'stores/flowers.yaml': null });
    await untilSaid(pull.head.sha, 'urumi/plan', 'success');
    const text = await until('the comment', () => comment(pull));
    assert.match(text, /^> \[!CAUTION\]\n.*closes 1 store that holds \d+ GiB/);
    assert.match(text, /purged on .*revert the merge/);
    assert.doesNotMatch(text, /Compared without a cluster/);
  });

  it('makes up after a restart for what it missed, and says nothing twice', async () => {
    await webhook.stop();
    const pull = await open('open-late', { 'stores/late.yaml': storeFile('late') });
    const { owner, name } = forge.repository;
    const api = giteaApi(gitea.url, `token ${gitea.token}`);
    const updated = async () => {
      const items = await api.request<{ updated_at: string }[]>('GET', `/repos/${owner}/${name}/issues/comments`);
      return items.map(({ updated_at }) => updated_at);
    };
    const before = await updated();
    webhook = await startWebhook({ ...options, registry: new Registry() });
    await untilSaid(pull.head.sha, 'urumi/plan', 'success');
    await until('the comment', () => comment(pull));
    assert.deepEqual((await updated()).slice(0, before.length), before);
  });
});

import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyObject } from '../../cluster/apply.ts';
import { connect, type Connection } from '../../cluster/connect.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { startGitServer, type GitServer } from '../../forge/testing/git-server.ts';
import { install } from '../../install/install.ts';
import { serviceAccount } from '../../sandbox/control-plane/credentials.ts';
import { startControlPlane, type ControlPlane } from '../../sandbox/control-plane.ts';
import { controllerAccount } from '../../synth/isolation/access.ts';
import { apiVersion, systemNamespace } from '../../synth/spec/names.ts';
import type { Log } from '../../cluster/log.ts';
import { ownPath } from '../own-objects.ts';
import { eventually } from '../testing/eventually.ts';
import { startController, type RunningController } from './start-controller.ts';

const manifest = (name: string, title: string): string =>
  JSON.stringify({ apiVersion, kind: 'Store', metadata: { name }, spec: { engine: 'woocommerce', title } });

describe('startController, as its own account, on a whole control plane', function () {
  this.timeout(120_000);
  let plane: ControlPlane;
  let admin: Connection;
  let api: Connection;
  let git: GitServer;
  let dataDir: string;
  let controller: RunningController | undefined;
  const lines: string[] = [];

  before(async () => {
    plane = await startControlPlane();
    admin = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'test' });
    const account = serviceAccount(systemNamespace, controllerAccount);
    api = await connect({
      kubeconfig: await plane.kubeconfigFor(account.user, account.groups),
      userAgent: 'urumi-controller',
    });
    git = await startGitServer({ repositories: ['shops'] });
    dataDir = await mkdtemp(join(tmpdir(), 'urumi-controller-'));
  });
  after(async () => {
    await controller?.stop();
    await git.stop();
    await api.close();
    await admin.close();
    await plane.stop();
    await rm(dataDir, { recursive: true });
  });

  function start(): Promise<RunningController> {
    const write = (fields: object, message: string): void => void lines.push(`${message} ${JSON.stringify(fields)}`);
    const log: Log = { debug: write, info: write, warn: write, error: write };
    const { registry } = api.metrics;
    return startController({ api, namespace: systemNamespace, identity: 'test', log, dataDir, port: 0, registry });
  }

  async function phaseOf(name: string): Promise<string | undefined> {
    const path = ownPath({ kind: 'Store', name, namespace: systemNamespace });
    const { status } = await admin.request<KubeObject & { status?: { phase?: string } }>({ method: 'GET', path });
    return status?.phase;
  }

  it('says how to prepare a cluster that knows neither Store nor Fleet', async () => {
    await assert.rejects(start(), /the cluster knows neither Store nor Fleet; prepare it with `urumi install`/);
  });

  it('makes a pushed file a Ready store, with no more rights than installed', async () => {
    await install(admin);
    const repository = git.repository('shops');
    await repository.commit({ 'stores/README.md': 'Stores live here.' });
    const metadata = { name: 'shops', namespace: systemNamespace };
    const environment = { domain: 'shops.example', storageClassName: 'kwok-volume' };
    await applyObject(admin, {
      apiVersion,
      kind: 'Fleet',
      metadata,
      spec: { source: { url: git.url('shops'), interval: '1h' }, environment },
    });
    controller = await start();
    await controller.ready;
    await repository.commit({ 'stores/demo.yaml': manifest('demo', 'Demo') });
    controller.poke('shops');
    await eventually(async () => assert.equal(await phaseOf('demo'), 'Ready'), 60_000);
    assert.doesNotMatch(lines.join('\n'), /forbidden/i);
  });

  it('serves readiness and metrics', async () => {
    const origin = `http://127.0.0.1:${controller?.port}`;
    assert.equal((await fetch(`${origin}/readyz`)).status, 200);
    const metrics = await (await fetch(`${origin}/metrics`)).text();
    assert.match(metrics, /^urumi_stores\{fleet="shops",phase="Ready"\} 1$/m);
    assert.match(metrics, /^urumi_stores\{fleet="shops",phase="Failed"\} 0$/m);
    assert.match(metrics, /^urumi_fleet_ready\{fleet="shops"\} 1$/m);
    assert.match(metrics, /^urumi_kube_requests_total\{verb="apply",resource="stores",code="200"\} \d+$/m);
    assert.match(metrics, /^urumi_watch_age_seconds \d/m);
  });

  it('writes nothing after a restart', async () => {
    await sleep(3_000);
    await controller?.stop();
    const { writes } = api.metrics;
    controller = await start();
    await controller.ready;
    await sleep(3_000);
    assert.equal(api.metrics.writes - writes, 0);
  });

  it('waits for an API server that is away when it starts', async () => {
    await controller?.stop();
    const server = plane.components['kube-apiserver'];
    await server?.stop();
    controller = await start();
    assert.equal((await fetch(`http://127.0.0.1:${controller.port}/readyz`)).status, 503);
    server?.start();
    await controller.ready;
    assert.match(lines.join('\n'), /the API server does not answer yet; it is waited for/);
  });

  it('closes the store when its file goes, and stops at once', async () => {
    await git.repository('shops').commit({ 'stores/demo.yaml': null });
    controller?.poke('shops');
    await eventually(async () => assert.equal(await phaseOf('demo'), 'Closed'), 60_000);
    const startedAt = Date.now();
    await controller?.stop();
    controller = undefined;
    assert.ok(Date.now() - startedAt < 10_000);
  });
});

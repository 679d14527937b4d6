import assert from 'node:assert/strict';
import { connect as connectSocket, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { startControlPlane, type ControlPlane } from '../sandbox/control-plane.ts';
import { applyObject } from './apply.ts';
import { systemClock } from './clock.ts';
import { connect, type Connection } from './connect.ts';
import { health } from './health/health.ts';
import { kindInfo, kinds } from './kinds.ts';
import type { KubeObject } from './object.ts';
import { storeVolumes } from './persistent-volumes.ts';
import { Reflector } from './reflector.ts';
import { removeObject } from './remove.ts';
import { until } from './testing/until.ts';
import { WatchCache } from './watch-cache.ts';

const namespace = 'store-a';
const id = 'ConfigMap/store-a/a';
const ours = { 'app.kubernetes.io/managed-by': 'urumi', 'urumi.dev/store': 'a', 'app.kubernetes.io/component': 'web' };
const configMap = (name: string, value: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, labels: ours },
  data: { value },
});
const unwatched = ['Secret', 'Store', 'Fleet', 'Event', 'PersistentVolume'];
const watched = [...kinds.filter(({ kind }) => !unwatched.includes(kind)), storeVolumes('store-')];

/** Passes connections on to the API server, counts them, and cuts them when told to. */
class Relay {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  /** Connections that were ever opened. */
  opened = 0;
  cut = false;

  constructor(target: URL) {
    this.#server = createServer((client) => {
      if (this.cut) {
        client.destroy();
        return;
      }
      this.opened++;
      const server = connectSocket(Number(target.port), target.hostname);
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        this.#open.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          this.#open.delete(from);
          to.destroy();
        });
      }
    });
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resets every connection, as a load balancer that restarts does. */
  reset(): void {
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  close(): void {
    this.reset();
    this.#server.close();
  }
}

describe('the watch cache on the real API server', function () {
  this.timeout(90_000);
  let plane: ControlPlane;
  let relay: Relay;
  let api: Connection;
  let direct: Connection;
  let cache: WatchCache;
  let running: Promise<void>;
  const stop = new AbortController();
  const changes: string[] = [];

  before(async () => {
    plane = await startControlPlane();
    relay = new Relay(new URL(plane.url));
    const relayed = `${plane.kubeconfig}-relayed`;
    writeFileSync(
      relayed,
      readFileSync(plane.kubeconfig, 'utf8').replace(plane.url, `https://127.0.0.1:${await relay.listen()}`),
    );
    direct = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-test/1' });
    api = await connect({ kubeconfig: relayed, userAgent: 'urumi-test/1', connections: 4 });
    await applyObject(direct, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: ours } });
    cache = new WatchCache({ api, clock: systemClock, random: Math.random, kinds: watched, health });
    cache.onChange((store, changed, change) => changes.push(`${change} ${store} ${changed}`));
    running = cache.start(stop.signal);
    await cache.synced();
  });

  after(async () => {
    stop.abort();
    await running;
    await api?.close();
    await direct?.close();
    relay?.close();
    await plane?.stop();
  });

  beforeEach(() => {
    changes.length = 0;
  });

  it('takes one list and one watch per kind', async () => {
    assert.deepEqual(cache.get('Namespace//store-a')?.health.status, 'Current');
    assert.ok(cache.ready(10_000));
    await until(() => api.metrics.total >= watched.length * 2);
    assert.equal(api.metrics.total, watched.length * 2);
  });

  it('sees objects come, change and go, and knows the version that an apply returned', async () => {
    const made = await applyObject(direct, configMap('a', '1'));
    await until(() => cache.get(id)?.resourceVersion === made.resourceVersion);
    assert.equal(cache.get(id)?.version, made.version);
    assert.equal(cache.get(id)?.component, 'web');
    const changed = await applyObject(direct, configMap('a', '2'));
    await until(() => cache.get(id)?.resourceVersion === changed.resourceVersion);
    assert.equal(cache.get(id)?.version, changed.version);
    await removeObject(direct, id, { uid: made.uid });
    await until(() => cache.get(id) === undefined);
    assert.equal(changes[0], `upsert a ${id}`);
    assert.equal(changes.at(-1), `delete a ${id}`);
  });

  it('counts an object that loses its label as gone, until it is applied again', async () => {
    await applyObject(direct, configMap('a', '1'));
    await until(() => cache.get(id) !== undefined);
    await direct.request({
      method: 'PATCH',
      path: '/api/v1/namespaces/store-a/configmaps/a',
      contentType: 'application/merge-patch+json',
      body: { metadata: { labels: { 'app.kubernetes.io/managed-by': null } } },
    });
    await until(() => cache.get(id) === undefined);
    await applyObject(direct, configMap('a', '1'));
    await until(() => cache.get(id) !== undefined);
  });

  it('sees a workload become ready, with its pods and its volume', async () => {
    const template = {
      metadata: { labels: { ...ours, app: 'db' } },
      spec: { containers: [{ name: 'c', image: 'example.com/c:1' }] },
    };
    const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
    await applyObject(direct, {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'db', namespace, labels: ours },
      spec: {
        serviceName: 'db',
        selector: { matchLabels: { app: 'db' } },
        template,
        volumeClaimTemplates: [{ metadata: { name: 'data', labels: ours }, spec: claim }],
      },
    });
    await until(() => cache.get('StatefulSet.apps/store-a/db')?.health.status === 'Current', 20_000);
    assert.equal(cache.get('Pod/store-a/db-0')?.owner, 'StatefulSet/db');
    assert.equal(cache.get('Pod/store-a/db-0')?.health.status, 'Current');
    assert.ok(cache.ofStore('a').some((object) => object.id.startsWith('PersistentVolume//')));
  });

  it('goes on after every connection was reset, without listing again', async () => {
    const lists = await listsSoFar();
    relay.reset();
    const applied = await applyObject(direct, configMap('reset', '1'));
    await until(() => cache.get('ConfigMap/store-a/reset')?.version === applied.version);
    assert.equal(await listsSoFar(), lists);
  });

  it('misses nothing that happens while the network is away', async () => {
    const lists = await listsSoFar();
    const doomed = await applyObject(direct, configMap('doomed', '1'));
    await until(() => cache.get(doomed.id) !== undefined);
    relay.cut = true;
    relay.reset();
    await removeObject(direct, doomed.id, { uid: doomed.uid, propagation: 'Background' });
    await applyObject(direct, configMap('meanwhile', '1'));
    relay.cut = false;
    await until(
      () => cache.get(doomed.id) === undefined && cache.get('ConfigMap/store-a/meanwhile') !== undefined,
      10_000,
    );
    assert.equal(await listsSoFar(), lists);
  });

  it('stays current by watches that have nothing to tell, without a list', async () => {
    const ended = new AbortController();
    const idle = new Reflector<undefined>({
      api: direct,
      clock: systemClock,
      random: Math.random,
      kind: kindInfo('HorizontalPodAutoscaler', 'autoscaling'),
      silenceMs: 200,
      project: () => undefined,
      onUpsert: () => undefined,
      onDelete: () => undefined,
      log: { debug: () => replaced++, info: () => replaced++, warn: assert.fail, error: assert.fail },
    });
    let replaced = 0;
    const following = idle.run(ended.signal);
    await until(() => replaced >= 5);
    assert.ok(idle.ageMs() < 1_000, `${idle.ageMs()} ms`);
    ended.abort();
    await following;
  });

  it('goes on after the API server was restarted', async () => {
    const apiServer = plane.components['kube-apiserver'] ?? assert.fail();
    await apiServer.restart();
    const restartedAt = performance.now();
    await until(async () => {
      const attempt = await applyObject(direct, configMap('restarted', '1')).catch(() => undefined);
      return attempt !== undefined;
    }, 20_000);
    await until(() => cache.get('ConfigMap/store-a/restarted') !== undefined, 40_000);
    await until(() => cache.ready(performance.now() - restartedAt), 40_000);
  });

  it('sends requests over few connections, however many watches there are', async () => {
    relay.opened = 0;
    const writes = api.metrics.writes;
    await Promise.all(
      Array.from({ length: 200 }, (_, number) => applyObject(api, configMap(`n${number % 20}`, `${number}`))),
    );
    assert.equal(api.metrics.writes - writes, 200);
    assert.ok(relay.opened <= 4, `${relay.opened} connections`);
  });

  it('is told of nothing by a no-op apply', async () => {
    const same = configMap('a', '1');
    const applied = await applyObject(direct, same);
    await until(() => cache.get(id)?.version === applied.version);
    changes.length = 0;
    const again = await applyObject(direct, same);
    cache.observe(again, 'a', 'web');
    await applyObject(direct, configMap('later', String(Date.now())));
    await until(() => changes.length > 0);
    assert.deepEqual(changes, ['upsert a ConfigMap/store-a/later']);
  });

  async function listsSoFar(): Promise<number> {
    const counter = await api.metrics.registry.getSingleMetric('urumi_kube_requests_total')?.get();
    const lists = counter?.values.filter(({ labels }) => labels['verb'] === 'list' && labels['code'] === '200') ?? [];
    return lists.reduce((sum, { value }) => sum + value, 0);
  }
});

import assert from 'node:assert/strict';
import type { ApiConnection, ApiRequest } from '../../cluster/connection.ts';
import { ApiError, type ApiFailure } from '../../cluster/errors.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { settled, VirtualClock } from '../../cluster/testing/virtual-clock.ts';
import { RepositoryError } from '../../forge/repository/repository-error.ts';
import { annotations, apiVersion, labels } from '../../synth/spec/names.ts';
import { silent } from '../../cluster/log.ts';
import { ObjectCatalog } from '../../cluster/catalog.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { FleetLoop } from './fleet-loop.ts';
import type { StoresRepository } from './stores-repository.ts';

const manifest = (name: string, title: string): string =>
  JSON.stringify({ apiVersion, kind: 'Store', metadata: { name }, spec: { engine: 'woocommerce', title } });

/** How long things take, ms: what a busy machine decides in the real world. */
interface Delays {
  /** Until our own write is answered, after it took effect. */
  readonly answer: number;
  /** Until the watch tells of a change. */
  readonly watch: number;
  /** Until the store loop has written a status after a Store's change; absent: it writes none. */
  readonly status?: number;
  /** The answer to the first write of a Store is lost. */
  readonly isLost?: boolean;
}

/** A branch of files, in memory. */
class Repository implements StoresRepository {
  head = 'a'.repeat(40);
  readonly files = new Map<string, string>();
  /** Fetches that fail before one succeeds. */
  failures = 0;

  fetch(): ReturnType<StoresRepository['fetch']> {
    if (this.failures > 0) {
      this.failures -= 1;
      const failure = { attempted: 'fetch branch main of', target: 'http://git.example', reason: 'it took too long' };
      return Promise.reject(new RepositoryError('Timeout', failure));
    }
    return Promise.resolve({ head: this.head, previous: undefined, changed: true, rewritten: false });
  }

  listTree(): ReturnType<StoresRepository['listTree']> {
    const files = new Map([...this.files].map(([path, text]) => [path, `blob ${text}`]));
    return Promise.resolve({ tree: this.head, files, ignored: [] });
  }

  readBlobs(ids: Iterable<string>): ReturnType<StoresRepository['readBlobs']> {
    return Promise.resolve(new Map([...ids].map((id) => [id, Buffer.from(id.slice('blob '.length))])));
  }

  readCommit(): ReturnType<StoresRepository['readCommit']> {
    const author = { name: 'A', email: 'a@example.com' };
    return Promise.resolve({ message: 'm', author, time: 0, parents: [], tree: this.head });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Stores and one Fleet, with answers and watch events in the order that the delays make. */
class Cluster implements ApiConnection {
  readonly stores = new ObjectCatalog({ parse: parseStoreObject, report: (_, error) => assert.fail(String(error)) });
  readonly fleets = new ObjectCatalog({ parse: parseFleetObject, report: (_, error) => assert.fail(String(error)) });
  readonly clock = new VirtualClock();
  readonly sent: string[] = [];
  readonly #objects = new Map<string, KubeObject>();
  #version = 0;
  delays: Delays = { answer: 0, watch: 0 };
  #isLost = false;
  /** What an admission webhook says to a Store that is applied; undefined: it is allowed. */
  verdict: (short: string) => Pick<ApiFailure, 'code' | 'status' | 'detail'> | undefined = () => undefined;

  async request<T>({ method, path, body, contentType = '' }: ApiRequest): Promise<T> {
    const short = path.replace(/^.*\/(?=(stores|fleets|events)\b)/, '');
    this.sent.push(`${method} ${short}`);
    const isApply = contentType.includes('apply');
    const refusal = isApply ? this.verdict(short) : undefined;
    if (refusal !== undefined) throw new ApiError({ method, path, ...refusal });
    const key = short.replace('/status', '');
    const object = this.#write(key, isApply ? (body as KubeObject) : this.#annotated(key, body as KubeObject));
    const isStore = object.kind === 'Store';
    if (isStore && this.delays.status !== undefined)
      this.clock.after(this.delays.status, () => this.#write(short, { ...object, status: { phase: 'Provisioning' } }));
    await new Promise<void>((resolve) => this.clock.after(this.delays.answer, resolve));
    if (isStore && this.delays.isLost && !this.#isLost) {
      this.#isLost = true;
      throw new ApiError({ code: 'Timeout', method, path, detail: 'no complete answer' });
    }
    return object as T;
  }

  async *stream(): AsyncGenerator<never, void> {
    await Promise.resolve();
    yield* [];
  }

  /** As somebody else: shown by the watch alone. */
  write(key: string, object: KubeObject): void {
    this.#write(key, object);
  }

  /** A merge patch of annotations, where null takes one off. */
  #annotated(key: string, patch: KubeObject): KubeObject {
    const known = this.#objects.get(key);
    if (known === undefined) return patch;
    const merged = { ...known.metadata.annotations, ...patch.metadata.annotations };
    const annotations = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
    return { ...known, metadata: { ...known.metadata, annotations } };
  }

  #write(key: string, { apiVersion: version, kind, metadata, ...fields }: KubeObject): KubeObject {
    const known = this.#objects.get(key);
    const kept = { uid: `uid ${key}`, generation: 1, ...known?.metadata, ...metadata };
    const resourceVersion = String(++this.#version);
    const object = { ...known, apiVersion: version, kind, ...fields, metadata: { ...kept, resourceVersion } };
    this.#objects.set(key, object);
    this.clock.after(this.delays.watch, () => {
      if (kind === 'Store') this.stores.follow(object);
      if (kind === 'Fleet') this.fleets.follow(object);
    });
    return object;
  }
}

async function running(amount: number): Promise<{ cluster: Cluster; repository: Repository; loop: FleetLoop }> {
  const cluster = new Cluster();
  const repository = new Repository();
  for (let at = 0; at < amount; at++) repository.files.set(`stores/s${at}.yaml`, manifest(`s${at}`, 'Old'));
  const spec = {
    source: { url: 'http://git.example/s.git', interval: '1h' },
    environment: { domain: 'shops.example' },
  };
  cluster.write('fleets/shops', {
    apiVersion,
    kind: 'Fleet',
    metadata: { name: 'shops', namespace: 'urumi-system' },
    spec,
  });
  await cluster.clock.advance(1);
  const loop = new FleetLoop({
    api: cluster,
    clock: cluster.clock,
    random: () => 0.5,
    stores: cluster.stores,
    fleets: cluster.fleets,
    openRepository: () => repository,
    log: silent,
    identity: 'test',
  });
  loop.start();
  await pass(cluster, 20_000);
  assert.equal([...cluster.stores.list()].length, amount);
  cluster.sent.splice(0);
  return { cluster, repository, loop };
}

/** Time goes by in steps, so that what the loop does outside the clock (it yields while it parses) gets its turn. */
async function pass(cluster: Cluster, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 20) {
    await cluster.clock.advance(20);
    await settled();
  }
}

describe('the fleet loop, on a model of the API server', () => {
  for (const [what, delays] of [
    ['when the answer comes before the watch', { answer: 5, watch: 400 }],
    ['when the watch comes before the answer', { answer: 400, watch: 5 }],
    ['when the store loop has written a status before the answer comes', { answer: 600, watch: 5, status: 100 }],
    ['when the watch lags behind everything', { answer: 5, watch: 3_000, status: 50 }],
    ['when everything is slow', { answer: 2_500, watch: 2_500, status: 1_000 }],
    ['when the answer is lost and the watch tells', { answer: 500, watch: 5, isLost: true }],
  ] as const) {
    it(`sends one Store, at most two statuses and no Event for one changed file ${what}`, async () => {
      const { cluster, repository, loop } = await running(20);
      cluster.delays = delays;
      repository.head = 'b'.repeat(40);
      repository.files.set('stores/s7.yaml', manifest('s7', 'New'));
      loop.poke('shops');
      await pass(cluster, 300);
      loop.poke('shops'); // a second webhook, in the middle of it
      await pass(cluster, 20_000);
      const { sent } = cluster;
      assert.equal(cluster.fleets.get('shops')?.status.applied, repository.head);
      assert.equal(cluster.stores.get('s7')?.metadata.labels[labels.fleet], 'shops');
      assert.deepEqual(
        sent.filter((request) => request.includes('stores/')),
        ['PATCH stores/s7'],
      );
      const statuses = sent.filter((request) => request === 'PATCH fleets/shops/status');
      // Phases that change are told as well; a revision alone is two at most.
      assert.ok(statuses.length <= ('status' in delays ? 3 : 2), sent.join('\n'));
      assert.deepEqual(
        sent.filter((request) => request.startsWith('POST')),
        [],
      );
      await loop.stop();
    });
  }

  it('tells nobody of a fetch that failed once, and of one that keeps failing', async () => {
    const { cluster, repository, loop } = await running(2);
    repository.failures = 1;
    loop.poke('shops');
    await pass(cluster, 20_000);
    assert.deepEqual(cluster.sent, []);
    repository.failures = 3;
    loop.poke('shops');
    await pass(cluster, 4_000);
    assert.deepEqual(cluster.sent, ['PATCH fleets/shops/status', 'POST events']);
    await pass(cluster, 20_000);
    assert.deepEqual(cluster.sent.splice(2), ['PATCH fleets/shops/status', 'POST events']);
    await loop.stop();
  });
});

describe('the fleet loop, when admission stands in its way', () => {
  const denied = {
    code: 'Invalid',
    status: 422,
    detail: 'admission webhook "stores.admission.urumi.dev" denied the request: the host is taken',
  } as const;
  const policy = {
    code: 'Forbidden',
    status: 403,
    detail: "ValidatingAdmissionPolicy 'team-rules' with binding 'team-rules' denied request: no new shops on Fridays",
  } as const;
  const right = {
    code: 'Forbidden',
    status: 403,
    detail: 'stores.urumi.dev "s1" is forbidden: User "u" cannot patch resource "stores"',
  } as const;
  const away = {
    code: 'ServerError',
    status: 500,
    detail: 'failed calling webhook "stores.admission.urumi.dev": connection refused',
  } as const;
  const writes = ({ sent }: Cluster): string[] => sent.filter((request) => request === 'PATCH stores/s1');
  const ready = (cluster: Cluster) =>
    cluster.fleets.get('shops')?.status.conditions.find(({ type }) => type === 'Ready');
  const stalled = (cluster: Cluster) =>
    cluster.fleets.get('shops')?.status.conditions.find(({ type }) => type === 'Stalled')?.status;

  async function changed() {
    const scene = await running(3);
    scene.repository.head = 'b'.repeat(40);
    scene.repository.files.set('stores/s1.yaml', manifest('s1', 'New'));
    scene.repository.files.set('stores/s2.yaml', manifest('s2', 'New'));
    return scene;
  }

  for (const [what, verdict, why] of [
    ['the webhook does not answer', away, /failed calling webhook/],
    ['the webhook refuses for a moment', denied, /host is taken/],
    ['a policy refuses for a moment', policy, /no new shops on Fridays/],
    ['a right is missing for a moment', right, /cannot patch resource/],
  ] as const) {
    it(`tries again, says why and calls nothing broken while ${what}`, async () => {
      const { cluster, loop } = await changed();
      cluster.verdict = (short) => (short === 'stores/s1' ? verdict : undefined);
      loop.poke('shops');
      await pass(cluster, 2_600);
      // At once, with the news of the other store, and after a second; then after two more.
      assert.equal(writes(cluster).length, 3);
      assert.match(ready(cluster)?.message ?? '', /1 change\(s\) could not be sent and are tried again: /);
      assert.match(ready(cluster)?.message ?? '', why);
      assert.deepEqual([ready(cluster)?.reason, stalled(cluster)], ['Applying', 'False']);
      assert.equal(cluster.stores.get('s2')?.spec.title, 'New');
      cluster.verdict = () => undefined;
      await pass(cluster, 4_000);
      assert.equal(cluster.stores.get('s1')?.spec.title, 'New');
      assert.equal(ready(cluster)?.reason, 'Applied');
      await loop.stop();
    });
  }

  it('names the file that is refused for long, and goes on trying, with one write each time', async () => {
    const { cluster, loop } = await changed();
    cluster.verdict = (short) => (short === 'stores/s1' ? denied : undefined);
    loop.poke('shops');
    await pass(cluster, 20_000);
    const [invalid, ...others] = cluster.fleets.get('shops')?.status.invalid ?? [];
    assert.deepEqual(others, []);
    assert.match(
      invalid?.messages[0] ?? '',
      /stores\/s1\.yaml:1:1: the API server refuses this store: .*host is taken/,
    );
    assert.equal(ready(cluster)?.reason, 'InvalidFiles');
    const before = cluster.sent.length;
    await pass(cluster, 70_000);
    const later = cluster.sent.slice(before);
    assert.ok(later.length >= 2 && later.length <= 4, later.join('\n'));
    assert.deepEqual(new Set(later), new Set(['PATCH stores/s1']));
    cluster.verdict = () => undefined;
    await pass(cluster, 40_000);
    assert.equal(cluster.stores.get('s1')?.spec.title, 'New');
    assert.equal(cluster.stores.get('s1')?.metadata.annotations[annotations.held], undefined);
    assert.equal(ready(cluster)?.reason, 'Applied');
    await loop.stop();
  });
});

describe('the fleet loop, when a store of another fleet has a host', () => {
  it('notices it though no file of its own changes, once, and asks again when it is given up', async () => {
    const { cluster, repository, loop } = await running(1);
    repository.head = 'b'.repeat(40);
    const spec = { engine: 'woocommerce', hosts: ['shop.example.com'] };
    repository.files.set(
      'stores/s0.yaml',
      JSON.stringify({ apiVersion, kind: 'Store', metadata: { name: 's0' }, spec }),
    );
    loop.poke('shops');
    await pass(cluster, 5_000);
    cluster.sent.splice(0);
    const held = () => cluster.stores.get('s0')?.metadata.annotations[annotations.held];
    const metadata = { name: 'a', namespace: 'urumi-system', labels: { [labels.fleet]: 'other' } };
    const theirs = { apiVersion, kind: 'Store', metadata };
    cluster.write('stores/a', { ...theirs, spec });
    await pass(cluster, 10_000);
    assert.match(held() ?? '', /which store a of fleet other has/);
    assert.deepEqual(
      cluster.sent.filter((request) => request.includes('stores/')),
      ['PATCH stores/s0'],
    );
    cluster.write('stores/a', { ...theirs, spec: { ...spec, hosts: [] } });
    await pass(cluster, 10_000);
    assert.equal(held(), undefined);
    await loop.stop();
  });
});

/**
 * What the watch cache keeps of an object: bytes of heap per object, everything counted (ids, index, reflectors), with 50,000 objects of 2,500 stores
 * read from JSON page by page as from an API server; the same after every object has changed twice; and how long it takes to read them in.
 * `node --expose-gc bench/cache.ts [STORES]`
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { cpus } from 'node:os';
import type { ApiConnection, ApiRequest } from '../cluster/connection.ts';
import { systemClock } from '../cluster/clock.ts';
import { health } from '../cluster/health/health.ts';
import { collectionPath, kindInfo, type KindInfo } from '../cluster/kinds.ts';
import { WatchCache } from '../cluster/watch-cache.ts';

const stores = Number(process.argv[2] ?? 2_500);

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapBytes(): number {
  for (let round = 0; round < 4; round++) collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The objects of one store: type, name, component. */
const ofOneStore: readonly (readonly [string, string, string])[] = [
  ['Namespace', '', 'isolation'],
  ['ResourceQuota', 'pods', 'isolation'],
  ['ResourceQuota', 'storage', 'isolation'],
  ['LimitRange', 'defaults', 'isolation'],
  ['NetworkPolicy.networking.k8s.io', 'default-deny', 'isolation'],
  ['NetworkPolicy.networking.k8s.io', 'web', 'isolation'],
  ['ServiceAccount', 'store', 'isolation'],
  ['RoleBinding.rbac.authorization.k8s.io', 'urumi-store-manager', 'isolation'],
  ['ConfigMap', 'apache', 'web'],
  ['ConfigMap', 'php', 'web'],
  ['Service', 'db', 'db'],
  ['Service', 'web', 'web'],
  ['PersistentVolumeClaim', 'data-db-0', 'db'],
  ['PersistentVolumeClaim', 'uploads', 'web'],
  ['StatefulSet.apps', 'db', 'db'],
  ['Deployment.apps', 'web', 'web'],
  ['Job.batch', 'setup-5f6c8d7b9a', 'setup'],
  ['Ingress.networking.k8s.io', 'web', 'web'],
  ['Pod', 'db-0', 'db'],
  ['Pod', 'web-6d4f8b9c7d-x2x9z', 'web'],
];

const statuses: Readonly<Record<string, object>> = {
  Namespace: { phase: 'Active' },
  PersistentVolumeClaim: { phase: 'Bound', capacity: { storage: '5Gi' } },
  'StatefulSet.apps': {
    observedGeneration: 1,
    replicas: 1,
    readyReplicas: 1,
    updatedReplicas: 1,
    availableReplicas: 1,
  },
  'Deployment.apps': { observedGeneration: 1, replicas: 1, readyReplicas: 1, updatedReplicas: 1, availableReplicas: 1 },
  'Job.batch': { succeeded: 1, conditions: [{ type: 'Complete', status: 'True', reason: 'CompletionsReached' }] },
  Pod: {
    phase: 'Running',
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [{ name: 'c', ready: true, restartCount: 0 }],
  },
};

let uid = 0;
let lastVersion = 1_000_000;

function json(type: string, name: string, component: string, store: string): object {
  const namespace = `store-${store}`;
  const isNamespace = type === 'Namespace';
  const number = String(++uid).padStart(12, '0');
  const owned =
    type === 'Pod'
      ? {
          ownerReferences: [
            { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-6d4f8b9c7d', uid: 'u', controller: true },
          ],
        }
      : {};
  return {
    metadata: {
      name: isNamespace ? namespace : name,
      ...(!isNamespace && { namespace }),
      uid: `6ba7b810-9dad-11d1-80b4-${number}`,
      resourceVersion: String(++lastVersion),
      generation: 1,
      creationTimestamp: '2026-11-21T09:00:00Z',
      labels: {
        'app.kubernetes.io/managed-by': 'urumi',
        'app.kubernetes.io/name': 'woocommerce',
        'app.kubernetes.io/part-of': 'store',
        'app.kubernetes.io/component': component,
        'urumi.dev/store': store,
      },
      ...owned,
      managedFields: [
        {
          manager: 'urumi',
          operation: 'Apply',
          apiVersion: 'v1',
          time: '2026-11-21T09:00:00Z',
          fieldsType: 'FieldsV1',
          fieldsV1: {
            'f:metadata': { 'f:labels': { 'f:urumi.dev/store': {}, [`f:${number}`]: {} } },
            'f:spec': { 'f:template': { 'f:spec': {} } },
          },
        },
      ],
    },
    spec: { replicas: 1, text: `${store} ${'x'.repeat(1_500)}` },
    status: statuses[type] ?? {},
  };
}

/** An API server that makes its objects up as it is asked for them, so that nothing but the cache keeps any. */
class GeneratedApi implements ApiConnection {
  readonly #byPath = new Map<string, (readonly [string, string, string])[]>();

  constructor(kinds: ReadonlyMap<string, KindInfo>) {
    for (const object of ofOneStore) {
      const kind = kinds.get(object[0]);
      if (kind === undefined) throw new Error(`no kind ${object[0]}`);
      const path = collectionPath(kind);
      this.#byPath.set(path, [...(this.#byPath.get(path) ?? []), object]);
    }
  }

  async request<T>({ path, query }: ApiRequest): Promise<T> {
    const objects = this.#byPath.get(path) ?? [];
    const start = Number(query?.['continue'] ?? 0);
    const end = Math.min(start + Math.ceil(500 / objects.length), stores);
    const items: object[] = [];
    for (let store = start; store < end; store++)
      for (const object of objects) items.push(json(...object, storeName(store)));
    const metadata = { resourceVersion: '1000000', ...(end < stores && { continue: String(end) }) };
    return JSON.parse(JSON.stringify({ metadata, items })) as T;
  }

  async *stream({ path, signal }: ApiRequest): AsyncGenerator<unknown, void> {
    const ended = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    await changes;
    for (let round = 0; round < 2; round++) {
      for (let store = 0; store < stores; store++) {
        for (const object of this.#byPath.get(path) ?? []) {
          yield JSON.parse(JSON.stringify({ type: 'MODIFIED', object: json(...object, storeName(store)) }));
        }
      }
    }
    finished();
    await ended;
  }
}

const storeName = (number: number): string => `shop-of-medium-length-${number}`;

const types = new Map(ofOneStore.map(([type]) => [type, kindInfo(...(type.split(/\.(.*)/s, 2) as [string, string?]))]));
const startChanges = Promise.withResolvers<void>();
const changes = startChanges.promise;
let watchesLeft = types.size;
const allChanged = Promise.withResolvers<void>();
function finished(): void {
  if (--watchesLeft === 0) allChanged.resolve();
}

const before = heapBytes();
const stop = new AbortController();
const cache = new WatchCache({
  api: new GeneratedApi(types),
  clock: systemClock,
  random: Math.random,
  kinds: [...types.values()],
  health,
});
const startedAt = performance.now();
const running = cache.start(stop.signal);
await cache.synced();
const listedMs = performance.now() - startedAt;
const listed = heapBytes();
const each = (bytes: number): string => `${Math.round((bytes - before) / cache.size)} bytes of heap per object`;

console.log(`${cpus().length} cores, Node ${process.version}, ${cache.size} objects of ${stores} stores`);
console.log(
  `listed: ${each(listed)}; ${Math.round(listedMs)} ms, ${((listedMs / cache.size) * 1000).toFixed(0)} µs per object, making it up included`,
);
startChanges.resolve();
await allChanged.promise;
console.log(`after two changes each: ${each(heapBytes())}`);
stop.abort();
await running;

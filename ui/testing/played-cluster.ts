import type { ByteConnection } from '../../cluster/byte-connection.ts';
import type { ApiConnection, ApiRequest } from '../../cluster/connection.ts';
import type { Phase } from '../../synth/spec/store.ts';
import { statusOf } from './painted-stores.ts';

const pageOf = 500;
/** resourceVersion of every list; what changes afterwards is newer. */
const listedAt = 9_000_000;

/** Objects of each store, by the plural of their kind, as many as a store has. */
const perStore: Readonly<Record<string, readonly string[]>> = {
  namespaces: [''],
  persistentvolumeclaims: ['db-data', 'uploads'],
  deployments: ['web'],
  statefulsets: ['db'],
  jobs: ['setup', 'validate'],
  cronjobs: ['wp-cron'],
  ingresses: ['web'],
  pods: ['db-0', 'web-6bb7449f8f-27wwg', 'setup-nbxpm', 'validate-t5f9h'],
};

const metadataOf = (name: string, index: number): Record<string, unknown> => ({
  name,
  uid: `${name}-${index}-0000-4d48-8f31-944f7cc495c7`,
  resourceVersion: String(1_000_000 + index),
  generation: 1,
  creationTimestamp: `${new Date(1_790_000_000_000 + index * 61_000).toISOString().slice(0, 19)}Z`,
});
const nameOf = (index: number): string => `store-number-${String(index).padStart(5, '0')}`;

function storeAt(index: number, phase: Phase, version: string): unknown {
  const name = nameOf(index);
  const annotations = { 'urumi.dev/file': `stores/${name}.yaml`, 'urumi.dev/revision': 'a'.repeat(40) };
  const metadata = {
    ...metadataOf(name, index),
    resourceVersion: version,
    namespace: 'urumi-system',
    labels: { 'urumi.dev/fleet': 'shops' },
    annotations,
  };
  const spec = { engine: 'woocommerce', owner: `team-${index % 97}`, title: `Shop number ${index}` };
  // Each at its own time: or they would share what real ones do not.
  const status = statusOf(name, phase, { message: 'the shop answers' }, 1_800_000_000_000 - index * 61_000);
  return { metadata, spec, status };
}

function objectAt(plural: string, at: number): unknown {
  const parts = perStore[plural] ?? [''];
  const index = Math.floor(at / parts.length);
  const part = parts[at % parts.length] ?? '';
  const labels = {
    'urumi.dev/store': nameOf(index),
    'app.kubernetes.io/component': part.split('-')[0] ?? '',
    'app.kubernetes.io/managed-by': 'urumi',
  };
  const own = part === '' ? { name: `store-${nameOf(index)}` } : { name: part, namespace: `store-${nameOf(index)}` };
  const spec = { nodeName: 'node-1', containers: [{ name: 'main' }] };
  return { metadata: { ...metadataOf(part, index), ...own, labels }, spec, status: { phase: 'Active' } };
}

const usualPhase = (index: number): Phase => (index % 50 === 0 ? 'Degraded' : 'Ready');

/** An API server with many stores and all that they consist of, played in this process: what is measured before it is the web UI alone. */
export class PlayedCluster {
  readonly api: ApiConnection & ByteConnection;
  readonly #count: number;
  readonly #watchers = new Set<(event: unknown) => void>();
  #version = listedAt;

  /** @param count of stores */
  constructor(count: number) {
    this.#count = count;
    this.api = {
      request: async <T>(request: ApiRequest) => this.#list(request) as T,
      stream: (request) => this.#watch(request),
      async *bytes() {},
    };
  }

  /** The name of a store. */
  name(index: number): string {
    return nameOf(index);
  }

  /** Tells all who watch that a store is in another phase. */
  change(index: number, phase: Phase): void {
    this.#version += 1;
    const event = { type: 'MODIFIED', object: storeAt(index, phase, String(this.#version)) };
    for (const tell of this.#watchers) tell(JSON.parse(JSON.stringify(event)));
  }

  #list({ path, query = {} }: ApiRequest): unknown {
    const plural = path.split('/').at(-1) ?? '';
    const total = plural === 'stores' ? this.#count : this.#count * (perStore[plural]?.length ?? 0);
    const from = Number(query['continue'] ?? 0);
    const to = Math.min(total, from + pageOf);
    const items = Array.from({ length: to - from }, (_, at) =>
      plural === 'stores'
        ? storeAt(from + at, usualPhase(from + at), String(1_000_000 + from + at))
        : objectAt(plural, from + at),
    );
    // Through JSON, as from a connection: or texts would be shared that are not.
    return JSON.parse(
      JSON.stringify({
        metadata: { resourceVersion: String(listedAt), ...(to < total && { continue: String(to) }) },
        items,
      }),
    );
  }

  async *#watch({ path, signal, onOpen }: ApiRequest): AsyncGenerator {
    const events: unknown[] = [];
    let wake = Promise.withResolvers<void>();
    const tell = (event: unknown): void => {
      events.push(event);
      wake.resolve();
    };
    if (path.endsWith('/stores')) this.#watchers.add(tell);
    signal?.addEventListener('abort', () => wake.resolve(), { once: true });
    onOpen?.();
    for (;;) {
      yield* events.splice(0);
      await wake.promise;
      if (signal?.aborted === true) break;
      wake = Promise.withResolvers();
    }
    this.#watchers.delete(tell);
  }
}

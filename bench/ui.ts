/**
 * The web UI with many stores: bytes and server time of the list's first page, memory of the process with 100 open streams, and whether it grows over
 * 1,000 connects and disconnects. The API server is played by this file: what is measured is the UI.
 *
 * node --expose-gc bench/ui.ts [stores, default 10,000]
 */
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ByteConnection } from '../cluster/byte-connection.ts';
import type { ApiConnection, ApiRequest } from '../cluster/connection.ts';
import { silent } from '../cluster/log.ts';
import { startUi } from '../ui/server/start-ui.ts';
import { statusOf } from '../ui/testing/painted-stores.ts';

const count = Number(process.argv[2] ?? 10_000);
const pageOf = 500;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

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
  resourceVersion: '7',
  generation: 1,
  creationTimestamp: '2026-11-21T10:00:00Z',
});
const nameOf = (index: number): string => `store-number-${String(index).padStart(5, '0')}`;

function storeAt(index: number): unknown {
  const name = nameOf(index);
  const annotations = { 'urumi.dev/file': `stores/${name}.yaml`, 'urumi.dev/revision': 'a'.repeat(40) };
  const metadata = {
    ...metadataOf(name, index),
    namespace: 'urumi-system',
    labels: { 'urumi.dev/fleet': 'shops' },
    annotations,
  };
  const phase = index % 50 === 0 ? 'Degraded' : 'Ready';
  const spec = { engine: 'woocommerce', owner: `team-${index % 97}`, title: `Shop number ${index}` };
  return { metadata, spec, status: statusOf(name, phase, { message: 'the shop answers' }, 1_800_000_000_000) };
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

function listOf({ path, query = {} }: ApiRequest): unknown {
  const plural = path.split('/').at(-1) ?? '';
  const total = plural === 'stores' ? count : count * (perStore[plural]?.length ?? 0);
  const from = Number(query['continue'] ?? 0);
  const to = Math.min(total, from + pageOf);
  const items = Array.from({ length: to - from }, (_, at) =>
    plural === 'stores' ? storeAt(from + at) : objectAt(plural, from + at),
  );
  // Through JSON, as from a connection: or texts would be shared that are not.
  return JSON.parse(
    JSON.stringify({ metadata: { resourceVersion: '9', ...(to < total && { continue: String(to) }) }, items }),
  );
}

const api: ApiConnection & ByteConnection = {
  async *bytes() {},
  request: async <T>(request: ApiRequest) => listOf(request) as T,
  async *stream({ signal, onOpen }) {
    onOpen?.();
    await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }));
    yield* [];
  },
};

function memory(): string {
  for (let round = 0; round < 4; round++) collectGarbage();
  const { rss, heapUsed } = process.memoryUsage();
  return `${Math.round(rss / 2 ** 20)} MiB resident, ${Math.round(heapUsed / 2 ** 20)} MiB of heap`;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** @returns closes it */
async function openStream(): Promise<() => void> {
  const request = get(`${ui.url}api/v1/stream`, { agent: false });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  await once(answer, 'readable');
  request.on('error', () => undefined); // it is ours that ends it
  return () => request.destroy();
}

const empty = memory();
const ui = await startUi({
  api,
  namespace: 'urumi-system',
  log: silent,
  version: '0',
  port: 0,
  rate: { burst: 1e6, perSecond: 1e6 },
});
try {
  await ui.ready;
  const first = `${ui.url}api/v1/stores?limit=100`;
  const answer = await fetch(first, { headers: { 'accept-encoding': 'identity' } });
  const plain = (await answer.arrayBuffer()).byteLength;
  const { headers } = await fetch(first, { headers: { 'accept-encoding': 'br' } });
  const times: number[] = [];
  const before = process.cpuUsage();
  for (let run = 0; run < 30; run++) {
    const begun = performance.now();
    await (await fetch(`${first}&search=number-${run}`)).arrayBuffer();
    times.push(performance.now() - begun);
  }
  const { user, system } = process.cpuUsage(before);
  console.log(`first page of ${count} stores: ${headers.get('content-length')} bytes (brotli), ${plain} plain`);
  console.log(
    `a search among them, request to answer: median ${median(times).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms; ${((user + system) / 30_000).toFixed(1)} ms of processor, the client's part included`,
  );
  const loaded = memory();
  const streams = await Promise.all(Array.from({ length: 100 }, openStream));
  console.log(`empty: ${empty}
with all stores: ${loaded}
with 100 streams: ${memory()}`);
  for (const close of streams) close();
  for (let round = 0; round < 20; round++) {
    for (const close of await Promise.all(Array.from({ length: 50 }, openStream))) close();
  }
  await sleep(500);
  console.log(`after 1,000 connects and disconnects: ${memory()} (client and server are one process here)`);
} finally {
  await ui.stop();
}

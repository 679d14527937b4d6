/**
 * What a delivery sets in motion: `node bench/webhook.ts [STORES, default 1,000]`. Prints, on a real Gitea and a real cluster with so many stores, how long it takes
 * from Gitea's delivery to the comment on a pull request, for one changed store and for a hundred, with the memory of this process, where the webhook runs; and from Gitea's delivery of a push to
 * the first object of the new store.
 *
 * Beside each plan stands what its dry runs alone take at the least: so many requests to the API server, in this run.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { cpus } from 'node:os';
import { applyObject } from '../cluster/apply.ts';
import type { Forge } from '../forge/forge.ts';
import type { PullRequest } from '../forge/pull-request.ts';
import { ForgeBed } from '../test/harness/forge-bed.ts';
import { storeFile, storeFiles, storeName } from '../test/harness/store-file.ts';
import { until } from '../test/harness/until.ts';
import { quantiles } from './testing/quantiles.ts';

const count = Number(process.argv[2] ?? 1_000);
const rounds = 9;
const day = '24h';
const deadlines = { database: day, setup: day, application: day, validation: day, total: day };

console.log(`${count} stores, ${cpus().length} cores, Node ${process.version}`);

/** When something happened last, by its name; performance.now(). */
const seen = new Map<string, number>();
const scene = await ForgeBed.start({
  files: { 'stores/README.md': 'One file is one shop.\n', ...storeFiles('shop', count) },
  fleet: { limits: { stores: 10_000, storesPerOwner: 10_000 }, deadlines },
  watched,
});
const ended = new AbortController();
try {
  const namespaces = watchNamespaces(ended.signal);
  await until('all stores are Ready', async () => (await readyStores()) === count, {
    timeoutMs: 1_800_000,
    intervalMs: 500,
  });
  await sleep(5_000);
  await dryRunFloor();
  noticeDeliveries();
  await plans('one changed store', 1, rounds);
  await plans(`${Math.min(100, count)} changed stores`, Math.min(100, count), 3);
  await pushes();
  ended.abort();
  await namespaces;
} finally {
  ended.abort();
  await scene[Symbol.asyncDispose]();
}

/** A forge that notes when a comment is written. */
function watched(forge: Forge): Forge {
  return new Proxy(forge, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (name !== 'upsertComment') return value.bind(target) as unknown;
      return async (...args: Parameters<Forge['upsertComment']>) => {
        const comment = await target.upsertComment(...args);
        seen.set(`comment ${args[0]}`, performance.now());
        return comment;
      };
    },
  });
}

/** Notes when Gitea's deliveries arrive: the receiver says so before it answers. */
function noticeDeliveries(): void {
  const { lines } = scene.log;
  lines.push = (...added) => {
    for (const line of added) {
      const [, event, hint] = /is genuine .*"event":"(\w+)".*"hint":(\{.*?\})/.exec(line) ?? [];
      if (event !== undefined) seen.set(`${event} ${hint ?? ''}`, performance.now());
    }
    return Array.prototype.push.apply(lines, added);
  };
}

function lastSeen(part: string): number {
  const [time = 0] = [...seen]
    .filter(([name]) => name.includes(part))
    .map(([, at]) => at)
    .toSorted((a, b) => b - a);
  return time;
}

async function readyStores(): Promise<number> {
  const { status } = await scene.bed.fleet();
  return (status?.['phases'] as Record<string, number> | undefined)?.['Ready'] ?? 0;
}

/** What the API server can do: dry runs of one small object, 16 at a time. */
async function dryRunFloor(): Promise<void> {
  const metadata = { name: 'dry', namespace: 'default' };
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'b' } };
  const begun = performance.now();
  const worker = async (): Promise<void> => {
    for (let at = 0; at < 25; at++) await applyObject(scene.bed.api, object, { dryRun: true });
  };
  await Promise.all(Array.from({ length: 16 }, worker));
  console.log(`dry runs of the bare API server: ${Math.round(400_000 / (performance.now() - begun))}/s`);
}

async function plans(what: string, stores: number, times: number): Promise<void> {
  const spent: number[] = [];
  for (let round = 0; round < times; round++) {
    const names = Array.from({ length: stores }, (_, at) => storeName('shop', (round * stores + at) % count));
    const files = Object.fromEntries(
      names.map((name) => [`stores/${name}.yaml`, storeFile(name, { plan: 'medium', title: `Round ${round}` })]),
    );
    const pull: PullRequest = await scene.open(`${what.replaceAll(' ', '-')}-${round}`, files);
    const comment = `comment ${pull.number}`;
    await until('the comment', () => seen.has(comment), { timeoutMs: 300_000, intervalMs: 5 });
    spent.push((seen.get(comment) ?? 0) - lastSeen(`"number":${pull.number}`));
    await scene.api.request('PATCH', `/pulls/${pull.number}`, { state: 'closed' });
  }
  const memory = Math.round(process.memoryUsage().rss / 1024 / 1024);
  const inOrder = spent.map((ms) => ms.toFixed(0)).join(', ');
  console.log(`delivery to comment, ${what}: ${quantiles(spent)} (${inOrder}); this process: ${memory} MiB resident`);
}

async function watchNamespaces(signal: AbortSignal): Promise<void> {
  try {
    const request = {
      method: 'GET',
      path: '/api/v1/namespaces',
      query: { watch: true, timeoutSeconds: 7_200 },
    } as const;
    for await (const event of scene.bed.api.stream({ ...request, signal })) {
      const { type, object } = event as { type: string; object: { metadata: { name: string } } };
      if (type === 'ADDED') seen.set(`namespace ${object.metadata.name}`, performance.now());
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function pushes(): Promise<void> {
  const spent: number[] = [];
  for (let round = 0; round < 20; round++) {
    const name = `new-${round}`;
    seen.delete([...seen.keys()].find((key) => key.startsWith('push ') && key.includes('"main"')) ?? '');
    await scene.addFile(`stores/${name}.yaml`, storeFile(name), 'main');
    const namespace = `namespace store-${name}`;
    await until('the first object', () => seen.has(namespace) && lastSeen('"branch":"main"') > 0, { intervalMs: 5 });
    spent.push((seen.get(namespace) ?? 0) - lastSeen('"branch":"main"'));
    await sleep(2_000);
  }
  const inOrder = spent.map((ms) => ms.toFixed(0)).join(', ');
  console.log(`delivery of a push to the first object of a new store: ${quantiles(spent)} (${inOrder})`);
}

/**
 * How long a plan takes: `node bench/plan.ts [STORES]`. Prints ms for opening the clone, and for plans of one changed store, one new store
 * (which searches all files for its host) and a hundred changed stores, each the median of several, with the length of the Markdown. Then the same against a
 * real API server that holds as many Store objects, with the requests and the memory that it takes: pods are not started there.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPlanInput } from '../cli/plan/read-plan-input.ts';
import { applyObject } from '../cluster/apply.ts';
import { connect, type Connection } from '../cluster/connect.ts';
import { inParallel } from '../cluster/in-parallel.ts';
import { LocalClone } from '../forge/repository/local-clone.ts';
import { BareRepository } from '../forge/testing/bare-repository.ts';
import { install } from '../install/install.ts';
import { planLive } from '../plan/live/plan-live.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { PlanReport } from '../plan/plan-report.ts';
import { renderPlanMarkdown } from '../plan/render/render-markdown.ts';
import { putStore } from '../plan/testing/put-store.ts';
import { plainStores, storeFile } from '../plan/testing/scene.ts';
import { administrator } from '../sandbox/control-plane/credentials.ts';
import { startControlPlane } from '../sandbox/control-plane.ts';
import { parseFleetFile } from '../synth/spec/parse-fleet-file.ts';
import { apiVersion, systemNamespace } from '../synth/spec/names.ts';
import { storeFileSpecSchema } from '../synth/spec/store.ts';
import { synthesise } from '../synth/synthesise.ts';
import { quantile } from './testing/quantiles.ts';

const stores = Number(process.argv[2] ?? 1_000);
const many = Math.min(100, stores);
const rounds = 9;
const liveRounds = 5;

const parsed = parseFleetFile(
  Buffer.from(
    'apiVersion: urumi.dev/v1alpha1\nkind: Fleet\nmetadata: {name: bench}\nspec:\n  source: {url: https://git.example.com/stores.git}\n  environment: {domain: shops.example.com}\n  limits: {stores: 100000}\n',
  ),
  'fleet.yaml',
);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { fleet } = parsed;

const files = plainStores(stores);
const changes = {
  'one changed store': { 'stores/s7.yaml': storeFile('s7', 'title: Seven\nhosts: [seven.example.org]') },
  'one new store': { 'stores/new.yaml': storeFile('new') },
  '100 changed stores': plainStores(many, 'title: Shop\ncurrency: USD'),
};
type Change = keyof typeof changes;
const names = Object.keys(changes) as Change[];
const branchOf = (name: Change): string => name.replaceAll(' ', '-');

async function timed<T>(work: () => Promise<T>): Promise<[ms: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

/** Plans a branch of the clone against main; against the cluster when there is one. */
async function plan(
  clone: LocalClone,
  name: Change,
  api?: Connection,
): Promise<{ report: PlanReport; length: number }> {
  const input = await readPlanInput(clone, { head: branchOf(name), base: 'main', fleet, now: Date.now() });
  const read: Parameters<typeof makePlan>[1]['read'] = (ids, limits) => clone.readBlobs(ids, limits);
  const report = await (api === undefined ? makePlan(input, { read }) : planLive(input, { api, read }));
  return { report, length: renderPlanMarkdown(report).length };
}

async function medianOf<T>(work: () => Promise<T>, times = rounds): Promise<[ms: number, last: T]> {
  const runs: [number, T][] = [];
  for (let round = 0; round < times; round++) runs.push(await timed(work));
  const [, last] = runs.at(-1) as [number, T];
  return [
    quantile(
      runs.map(([ms]) => ms),
      0.5,
    ),
    last,
  ];
}

async function offline(path: string): Promise<void> {
  const [opening, first] = await timed(() => LocalClone.open(path));
  const [cold] = await timed(() => plan(first, 'one changed store'));
  console.log(`opening the clone      ${opening.toFixed(0)} ms`);
  console.log(`the first plan         ${cold.toFixed(0)} ms (one changed store, nothing compiled yet)`);
  for (const name of names) {
    const [ms, { length }] = await medianOf(async () => plan(await LocalClone.open(path), name));
    console.log(`${name.padEnd(22)} ${ms.toFixed(1)} ms, ${length} characters of Markdown`);
  }
}

/** Stores with all their objects are those that change; of the others nothing but the Store is ever looked at. */
async function populate(api: Connection): Promise<void> {
  const metadata = { name: fleet.metadata.name, namespace: systemNamespace };
  await applyObject(api, { apiVersion, kind: 'Fleet', metadata, spec: fleet.spec });
  const known = { name: fleet.metadata.name, spec: fleet.spec };
  await inParallel(Object.entries(files).entries(), 8, async ([at, [path, text]]) => {
    await putStore(api, { path, text, fleet: known, objectsLeftOut: at >= many });
  });
}

/** What the API server takes for so many dry runs of nothing new and no more, over as many requests at once: the floor, in the same run. */
async function bareDryRuns(api: Connection, count: number): Promise<number> {
  const { stages } = synthesise({ name: 's0', spec: storeFileSpecSchema.parse({ engine: 'woocommerce' }) }, fleet.spec);
  const object = stages.flatMap(({ objects }) => objects).find(({ object: { kind } }) => kind === 'ConfigMap');
  if (object === undefined) throw new Error('a store has a ConfigMap');
  const work = Array.from({ length: count }, () => object.object);
  const [ms] = await timed(() =>
    inParallel(work, 16, async (one) => void (await applyObject(api, one, { dryRun: true }))),
  );
  return ms;
}

async function live(path: string): Promise<void> {
  await using plane = await startControlPlane({ scheduler: false, kwok: false });
  const api = await connect({ kubeconfig: plane.kubeconfig, userAgent: 'urumi-bench' });
  try {
    await install(api, { trusted: [administrator.user] });
    await populate(api);
    console.log(`live, on an API server with ${stores} Stores, ${many} of them with all their objects`);
    const clone = await LocalClone.open(path);
    for (const name of names) {
      const before = api.metrics.total;
      const [ms, { report, length }] = await medianOf(() => plan(clone, name, api), liveRounds);
      const requests = Math.round((api.metrics.total - before) / liveRounds);
      const { checked, refused, unchecked } = report.cluster ?? {};
      const floor = await bareDryRuns(api, requests);
      console.log(
        `${name.padEnd(22)} ${ms.toFixed(0)} ms, ${(ms / floor).toFixed(1)} times as many bare dry runs, ${requests} requests, ${checked} objects admitted, ${refused} refused, ${unchecked} unchecked, ${length} characters of Markdown, ${heapMebibytes()} MiB of heap, ${residentMebibytes()} MiB resident`,
      );
    }
  } finally {
    await api.close();
  }
}

/** After a collection when node runs with --expose-gc. */
function heapMebibytes(): number {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().heapUsed / 1024 / 1024);
}

function residentMebibytes(): number {
  return Math.round(process.memoryUsage().rss / 1024 / 1024);
}

const folder = await mkdtemp(join(tmpdir(), 'urumi-bench-plan-'));
try {
  const repository = new BareRepository(join(folder, 'stores.git'));
  await repository.create();
  const base = await repository.commit(files);
  for (const name of names) await repository.commit(changes[name], { branch: branchOf(name), parent: base });
  console.log(`${stores} stores, ${cpus().length} cores, Node ${process.version}`);
  await offline(repository.path);
  await live(repository.path);
} finally {
  await rm(folder, { recursive: true });
}

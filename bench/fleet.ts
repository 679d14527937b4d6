/**
 * How fast a fleet comes up, as a ratio of what the bare API server does in the same run: the same objects by server-side apply
 * over as many connections, without order, status, health, or anything else that a controller is for.
 *
 * node bench/fleet.ts [stores, default 300]
 */
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyObject } from '../cluster/apply.ts';
import { connect } from '../cluster/connect.ts';
import { kindInfo } from '../cluster/kinds.ts';
import { listObjects } from '../cluster/list.ts';
import { removeObject } from '../cluster/remove.ts';
import { secretData } from '../controller/store/secret-values.ts';
import { fleetSpecSchema } from '../synth/spec/fleet.ts';
import { storeSpecSchema } from '../synth/spec/store.ts';
import { synthesise } from '../synth/synthesise.ts';
import type { KubernetesObject } from '../synth/synthesis.ts';
import { Bed, hand } from '../test/harness/bed.ts';
import { controllerRequests, withoutUpkeep, writesAmong } from '../test/harness/controller-requests.ts';
import { storeFile, storeFiles, storeName } from '../test/harness/store-file.ts';
import { until } from '../test/harness/until.ts';

const count = Number(process.argv[2] ?? 300);
const connections = 16;
const day = '24h';
const deadlines = { database: day, setup: day, application: day, validation: day, total: day };

const bed = await Bed.start({ fleet: { limits: { stores: 10_000 }, deadlines } });
try {
  const bare = await bareApply();
  console.log(
    `bare server-side apply: ${count} stores, ${bare.objects} objects in ${seconds(bare.ms)}: ${Math.round((bare.objects / bare.ms) * 1000)} objects/s`,
  );
  await clear();
  const ours = await provision();
  console.log(
    `urumi: ${count} stores from nothing to all Ready in ${seconds(ours.ms)}: ${((count / ours.ms) * 1000).toFixed(1)} stores/s`,
  );
  console.log(`ratio to bare server-side apply: ${(bare.ms / ours.ms).toFixed(2)}`);
  console.log(`requests by the controller: ${ours.requests}, of them writes: ${ours.writes}; objects: ${bare.objects}`);
  console.log(`memory of the controller: ${Math.round(bed.controller.residentBytes() / 1024 / 1024)} MiB resident`);
  await oneChange();
  await ownChange();
} finally {
  await bed[Symbol.asyncDispose]();
}

/** Every object of so many stores, as the synthesiser makes them, Secrets included. */
function objectsOf(name: string): KubernetesObject[] {
  const fleet = fleetSpecSchema.parse({
    source: { url: 'http://localhost/stores.git' },
    environment: { domain: 'shops.test' },
  });
  const { stages, secrets } = synthesise({ name, spec: storeSpecSchema.parse({ engine: 'woocommerce' }) }, fleet);
  const made = secrets.map(({ name: secret, namespace, labels, keys }) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: secret, namespace, labels: { ...labels } },
    data: secretData(Object.entries(keys), (size) => randomBytes(size)),
  }));
  const [guards, ...rest] = stages.map(({ objects }) => objects.map(({ object }) => object));
  return [...(guards ?? []), ...made, ...rest.flat()];
}

async function bareApply(): Promise<{ ms: number; objects: number }> {
  // People may not make what Git keeps.
  const kubeconfig = await bed.plane.kubeconfigFor(hand, ['system:masters']);
  const api = await connect({ kubeconfig, userAgent: 'urumi-bench', connections });
  const stores = Array.from({ length: count }, (_, index) => objectsOf(storeName('bare', index)));
  const begun = performance.now();
  const next = stores.values();
  const worker = async (): Promise<void> => {
    for (const objects of next) for (const object of objects) await applyObject(api, object);
  };
  await Promise.all(Array.from({ length: connections }, worker));
  const ms = performance.now() - begun;
  await api.close();
  return { ms, objects: stores.flat().length };
}

/** Deletes what the bare apply made, and waits until the cluster has come to rest. */
async function clear(): Promise<void> {
  const namespaces: string[] = [];
  for await (const { metadata } of listObjects(bed.api, kindInfo('Namespace'))) {
    if (!metadata.name.startsWith('store-bare-')) continue;
    namespaces.push(metadata.name);
    await removeObject(bed.api, `Namespace//${metadata.name}`, { uid: metadata.uid ?? '', propagation: 'Background' });
  }
  await until(
    'the bare stores are gone',
    async () => {
      for await (const { metadata } of listObjects(bed.api, kindInfo('Namespace')))
        if (namespaces.includes(metadata.name)) return false;
      return true;
    },
    { timeoutMs: 900_000, intervalMs: 1_000 },
  );
  await sleep(5_000);
}

async function provision(): Promise<{ ms: number; requests: number; writes: number }> {
  await bed.startController();
  await until('the controller runs', () => bed.controller.output.includes('the controller runs'));
  const begun = performance.now();
  await bed.push(storeFiles('shop', count));
  await until('all stores are Ready', async () => (await readyStores()) === count, {
    timeoutMs: 900_000,
    intervalMs: 100,
    tell: () => bed.controller.output,
  });
  const ms = performance.now() - begun;
  const requests = withoutUpkeep(await controllerRequests(bed));
  return { ms, requests: requests.length, writes: writesAmong(requests).length };
}

async function readyStores(): Promise<number> {
  const status = (await bed.fleet())['status'] as { phases?: Record<string, number> } | undefined;
  return status?.phases?.['Ready'] ?? 0;
}

/** A store added to the fleet: from the push to Ready. */
async function oneChange(): Promise<void> {
  const begun = performance.now();
  await bed.push({ 'stores/late.yaml': storeFile('late') });
  await bed.untilPhase('late', 'Ready');
  console.log(`one more store, from push to Ready: ${seconds(performance.now() - begun)}`);
}

/** Requests for one changed store. */
async function ownChange(): Promise<void> {
  await sleep(5_000);
  const mark = await bed.plane.audit.mark();
  const revision = await bed.push({
    [`stores/${storeName('shop', 3)}.yaml`]: storeFile(storeName('shop', 3), { plan: 'medium' }),
  });
  await until('the change is Ready', async () => (await bed.status(storeName('shop', 3)))?.readyRevision === revision);
  await sleep(5_000);
  const requests = withoutUpkeep(await controllerRequests(bed, mark));
  console.log(`one store changed from small to medium: ${requests.length} requests`);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

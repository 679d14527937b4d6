/**
 * How long a mass purge takes, as a ratio of the time in which the bare API server deletes the namespaces of the same stores, in the same state, on a
 * control plane of its own. "Gone" is when neither Store nor namespace nor PersistentVolume is left.
 *
 * node bench/purge.ts [stores, default 100]
 */
import { kindInfo } from '../cluster/kinds.ts';
import { listObjects } from '../cluster/list.ts';
import { removeObject } from '../cluster/remove.ts';
import { Bed } from '../test/harness/bed.ts';
import { storeFile, storeName } from '../test/harness/store-file.ts';
import { until } from '../test/harness/until.ts';

const count = Number(process.argv[2] ?? 100);
const names = Array.from({ length: count }, (_, index) => storeName('shop', index));
const patience = { timeoutMs: 1_800_000, intervalMs: 100 } as const;

const bare = await withStores(async (bed) => {
  await bed.controller.end('SIGTERM');
  const uids: [string, string][] = [];
  for await (const { metadata } of listObjects(bed.api, kindInfo('Namespace'))) {
    if (metadata.name.startsWith('store-')) uids.push([metadata.name, metadata.uid ?? '']);
  }
  return await timed(bed, async () => {
    const deletions = uids.map(([name, uid]) =>
      removeObject(bed.api, `Namespace//${name}`, { uid, propagation: 'Background' }),
    );
    await Promise.all(deletions);
  });
});
console.log(`bare deletion of the namespaces of ${count} stores: ${seconds(bare)}`);

const ours = await withStores(async (bed) => {
  const took = await timed(bed, async () => {
    const gone = Object.fromEntries(names.map((name) => [`stores/${name}.yaml`, null]));
    await bed.push(gone, `Close all\n\nUrumi-Approve-Closures: ${count}`);
  });
  await until('no Store is left', async () => (await countOf(bed, 'Store')) === 0, patience);
  return took;
});
console.log(`urumi: ${count} stores from the push that removes their files to nothing left: ${seconds(ours)}`);
console.log(`ratio to bare namespace deletion: ${(ours / bare).toFixed(2)}`);

/** A control plane on which so many stores, whose data goes with their files, are Ready. */
async function withStores(measure: (bed: Bed) => Promise<number>): Promise<number> {
  const day = '24h';
  const deadlines = { database: day, setup: day, application: day, validation: day, total: day };
  await using bed = await Bed.start({ audit: false, fleet: { limits: { stores: 10_000 }, deadlines } });
  await bed.startController();
  await bed.push(
    Object.fromEntries(names.map((name) => [`stores/${name}.yaml`, storeFile(name, { deletion: 'Delete' })])),
  );
  for (const name of names) await bed.untilPhase(name, 'Ready', patience.timeoutMs);
  return await measure(bed);
}

/** From the deletion until neither namespace nor volume of the stores is left, ms. */
async function timed(bed: Bed, deletion: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await deletion();
  await until('no namespace is left', async () => (await countOf(bed, 'Namespace')) === 0, patience);
  await until('no volume is left', async () => (await countOf(bed, 'PersistentVolume')) === 0, patience);
  return performance.now() - begun;
}

async function countOf(bed: Bed, kind: 'Namespace' | 'PersistentVolume' | 'Store'): Promise<number> {
  let found = 0;
  for await (const { metadata } of listObjects(bed.api, kindInfo(kind, kind === 'Store' ? 'urumi.dev' : ''))) {
    if (kind !== 'Namespace' || metadata.name.startsWith('store-')) found += 1;
  }
  return found;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/**
 * A drift storm: 200 objects of running stores are deleted by hand at once. How long until every one of them is there again?
 *
 * node bench/drift.ts [objects, default 200] [stores, default 20]
 */
import { kindInfo } from '../cluster/kinds.ts';
import { listObjects } from '../cluster/list.ts';
import { objectId } from '../cluster/object-id.ts';
import { removeObject } from '../cluster/remove.ts';
import { watchedKinds } from '../cluster/watched-kinds.ts';
import { labels, managedByUrumi, namespaceOf } from '../synth/spec/names.ts';
import { Bed } from '../test/harness/bed.ts';
import { controllerRequests, withoutUpkeep } from '../test/harness/controller-requests.ts';
import { storeFiles, storeName } from '../test/harness/store-file.ts';
import { until } from '../test/harness/until.ts';

const objects = Number(process.argv[2] ?? 200);
const stores = Number(process.argv[3] ?? 20);
/** What people must not delete, because it holds data or makes everything else go, and what comes and goes by itself. */
const spared: ReadonlySet<string> = new Set(['Namespace', 'PersistentVolumeClaim', 'Pod', 'ReplicaSet', 'Job']);
const selector = `${labels.managedBy}=${managedByUrumi}`;

const bed = await Bed.start({ fleet: { limits: { stores: 1_000 } } });
try {
  await bed.startController();
  await bed.push(storeFiles('shop', stores));
  for (let index = 0; index < stores; index++) await bed.untilPhase(storeName('shop', index), 'Ready', 600_000);

  const victims = spread(await deletable(), objects);
  const mark = await bed.plane.audit.mark();
  const begun = performance.now();
  await Promise.all([...victims].map(([id, uid]) => removeObject(bed.api, id, { uid, propagation: 'Background' })));
  const deleted = performance.now() - begun;
  await until('every object is back', async () => isBack(victims, await deletable()), {
    timeoutMs: 120_000,
    intervalMs: 250, // A look lists every kind: more of them would slow down what is measured.
  });
  const back = performance.now() - begun;
  for (let index = 0; index < stores; index++) await bed.untilPhase(storeName('shop', index), 'Ready', 600_000);
  const healthy = performance.now() - begun;
  const requests = withoutUpkeep(await controllerRequests(bed, mark)).length;
  console.log(`${victims.size} objects of ${stores} stores deleted by hand in ${seconds(deleted)}`);
  console.log(`all back ${seconds(back)} after the first deletion, with ${requests} requests by the controller`);
  console.log(`every store Ready ${seconds(healthy)} after the first deletion`);
} finally {
  await bed[Symbol.asyncDispose]();
}

/** What stores consist of and people may delete: id → uid. */
async function deletable(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const watched of watchedKinds(namespaceOf(''))) {
    if ('place' in watched || spared.has(watched.kind)) continue;
    for await (const object of listObjects(bed.api, kindInfo(watched.kind, watched.group), {
      labelSelector: selector,
    })) {
      if (object.metadata.ownerReferences === undefined) found.set(objectId(object), object.metadata.uid ?? '');
    }
  }
  return found;
}

/** So many of them, from all over. */
function spread(all: ReadonlyMap<string, string>, count: number): Map<string, string> {
  const entries = [...all];
  const step = Math.max(1, entries.length / count);
  return new Map(
    Array.from({ length: Math.min(count, entries.length) }, (_, at) => entries[Math.floor(at * step)] ?? ['', '']),
  );
}

function isBack(victims: ReadonlyMap<string, string>, live: ReadonlyMap<string, string>): boolean {
  return [...victims].every(([id, uid]) => (live.get(id) ?? uid) !== uid);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

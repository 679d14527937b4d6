import type { LiveObject } from '../../cluster/object.ts';
import type { InventoryEntry } from '../../synth/spec/store.ts';
import type { Desired, DesiredItem } from './desired.ts';
import { kindOf, nameOf } from './kind-of.ts';
import type { LiveView } from './record.ts';

/**
 * The union of the inventory and what is about to be applied. Entries never leave here: see `withoutGone`.
 *
 * @returns the same array when nothing is new
 */
export function unite(inventory: InventoryEntry[], wanted: Iterable<string>): InventoryEntry[] {
  const known = entriesOf(inventory);
  const added: InventoryEntry[] = [];
  for (const id of wanted) {
    if (!known.has(id)) added.push({ id, uid: '', digest: '', version: '' });
  }
  return added.length === 0 ? inventory : [...inventory, ...added];
}

const byId = new WeakMap<readonly InventoryEntry[], ReadonlyMap<string, InventoryEntry>>();

/** An inventory's entries by id. An inventory is never changed in place, so this is put together once for each. */
export function entriesOf(inventory: readonly InventoryEntry[]): ReadonlyMap<string, InventoryEntry> {
  const known = byId.get(inventory) ?? new Map(inventory.map((entry) => [entry.id, entry]));
  byId.set(inventory, known);
  return known;
}

/**
 * The inventory without the entries that nobody wants and whose objects are confirmed gone: they had a uid, and the watch no
 * longer has them. An entry without a uid stays: its creation may still be on the way.
 *
 * @returns the same array when nothing has gone
 */
export function withoutGone(
  inventory: InventoryEntry[],
  wanted: ReadonlySet<string>,
  live: LiveView,
): InventoryEntry[] {
  const gone = (entry: InventoryEntry): boolean =>
    !wanted.has(entry.id) && entry.uid !== '' && live.get(entry.id) === undefined;
  return inventory.some(gone) ? inventory.filter((entry) => !gone(entry)) : inventory;
}

/**
 * An inventory for a Store object that has lost its own (deleted and made anew): every live object that carries the store's
 * owner label and that no controller owns. Volumes of the cluster and pods are not ours to keep count of.
 */
export function adopt(live: LiveView): InventoryEntry[] {
  const entries: InventoryEntry[] = [];
  for (const { id, uid, owner } of live) {
    if (owner === '' && !id.startsWith('Pod/') && !id.startsWith('PersistentVolume/')) {
      entries.push({ id, uid, digest: '', version: '' });
    }
  }
  return entries;
}

/** Why an object has to be sent; undefined when it need not. */
export type ApplyReason = 'new' | 'changed' | 'missing' | 'drifted';

/** Compares desired, recorded and live. A digest that was recorded is what the API server last took from us. */
export function applyReason(
  item: DesiredItem,
  entry: InventoryEntry | undefined,
  live: LiveObject | undefined,
): ApplyReason | undefined {
  if (entry === undefined || entry.digest === '') return 'new';
  if (entry.digest !== item.digest) return 'changed';
  if (live === undefined) return 'missing';
  return live.version === entry.version && live.uid === entry.uid ? undefined : 'drifted';
}

/**
 * Jobs of an earlier target that are still there, or may be. They go before a successor is sent: two setups must not run beside
 * each other, and a setup that was undone by a later one must run again when Git goes back to it.
 */
export function supersededJobs(
  inventory: readonly InventoryEntry[],
  wanted: ReadonlySet<string>,
  live: LiveView,
): InventoryEntry[] {
  return inventory.filter(({ id, uid }) => {
    if (wanted.has(id) || !id.startsWith('Job.')) return false;
    return uid === '' || live.get(id) !== undefined;
  });
}

/**
 * Whether pods are left of Jobs that are gone: somebody deleted a Job that ran, and the garbage collector has not come to its pods yet. Jobs are told by their name without
 * the hash: those of a CronJob come and go as they like.
 */
export function outlivedByPods(wanted: ReadonlySet<string>, live: LiveView): boolean {
  for (const { id, owner } of live) {
    if (!owner.startsWith('Job/') || kindOf(id) !== 'Pod') continue;
    const [, namespace = ''] = id.split('/');
    const job = `Job.batch/${namespace}/${nameOf(owner)}`;
    if (live.get(job) === undefined && wantsJobLike(job, wanted)) return true;
  }
  return false;
}

function wantsJobLike(job: string, wanted: ReadonlySet<string>): boolean {
  for (const id of wanted) if (kindOf(id) === 'Job' && withoutHash(id) === withoutHash(job)) return true;
  return false;
}

function withoutHash(id: string): string {
  return id.slice(0, id.lastIndexOf('-'));
}

/** A quota that shrinks waits until the workloads that it bounds have shrunk. */
export function shrinks(item: DesiredItem, entry: InventoryEntry | undefined): boolean {
  return item.weight !== undefined && entry?.weight !== undefined && item.weight < entry.weight;
}

const wantedOf = new WeakMap<Desired, ReadonlySet<string>>();
const keptOf = new WeakMap<Desired, ReadonlySet<string>>();

/** Ids that the store wants; with `keptOnly`, those that outlive a closing. Put together once for each synthesis: every decision asks, several times. */
export function wantedIds(desired: Desired, keptOnly: boolean): ReadonlySet<string> {
  const known = keptOnly ? keptOf : wantedOf;
  const ids = known.get(desired) ?? idsOf(desired, keptOnly);
  known.set(desired, ids);
  return ids;
}

function idsOf(desired: Desired, keptOnly: boolean): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { items } of desired.stages) {
    for (const { id, keep } of items) if (keep || !keptOnly) ids.add(id);
  }
  return ids;
}

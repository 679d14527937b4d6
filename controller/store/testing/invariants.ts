import type { StoreStatus } from '../../../synth/spec/store.ts';
import { wantedIds } from '../inventory.ts';
import { kindOf } from '../kind-of.ts';
import type { Decision } from '../record.ts';
import type { ToyCluster, ToyObject } from './toy-cluster.ts';
import type { ToyStore } from './toy-store.ts';
import { Violation } from './violation.ts';

/** @throws Violation when the object may not be applied yet */
export function checkApply(id: string, { status }: Decision, written: StoreStatus): void {
  if (!written.inventory.some((entry) => entry.id === id)) throw new Violation('written', `applies ${id}`);
  if (written.phase === 'Purging' && status.phase !== 'Purging') throw new Violation('newShop', `applies ${id}`);
}

/** @throws Violation when the object may not be removed now */
export function checkRemoval(id: string, { phase }: StoreStatus, written: StoreStatus): void {
  if (!['Namespace', 'PersistentVolumeClaim'].includes(kindOf(id))) return;
  if (phase === 'Purging' && written.phase === 'Purging') return;
  throw new Violation('data', `removes ${id} while ${phase} (written: ${written.phase})`);
}

/**
 * An object that has just lost its label, which no watch has told of yet, cannot be known from ours. A namespace is known by
 * the uid that was recorded when it was made.
 *
 * @throws Violation when the object that is about to be removed is not ours
 */
export function checkStranger(id: string, uid: string, cluster: ToyCluster): void {
  const object = cluster.get(id)?.live;
  const seen = cluster.watch.get(id);
  if (object?.uid !== uid || object.store === 'x' || kindOf(id) === 'Namespace') return;
  if (seen?.uid === uid && seen.store === 'x') return;
  throw new Violation('stranger', `removes ${id}, which is ${object.store === '' ? "nobody's" : object.store}`);
}

/** @throws Violation when an object of ours is not in the inventory that a crash would leave */
export function checkWritten({ written }: ToyStore, cluster: ToyCluster): void {
  const known = new Set(written.inventory.map(({ id }) => id));
  const lost = ownObjectsOf(cluster).find(({ live }) => !known.has(live.id));
  if (lost !== undefined) throw new Violation('inventory', `${lost.live.id} is there, and not in the inventory`);
}

/** @throws Violation when two setups of the store run */
export function checkSetups(cluster: ToyCluster): void {
  const isSetup = ({ live, running }: ToyObject): boolean => {
    return running && live.store === 'x' && live.owner.startsWith('Job/setup-');
  };
  const owners = new Set(
    cluster
      .objects()
      .filter(isSetup)
      .map(({ live }) => live.owner),
  );
  if (owners.size > 1) throw new Violation('setups', [...owners].join(' and '));
}

/** @throws Violation when something is left of a store that has ended */
export function checkEnd(cluster: ToyCluster): void {
  const left = cluster.objects().filter(({ live }) => live.store === 'x');
  if (left.length > 0) throw new Violation('leftovers', left.map(({ live }) => live.id).join(', '));
}

/** @throws Violation when a store at rest is not as Git wants it */
export function checkArrival({ phase, conditions }: StoreStatus, store: ToyStore, cluster: ToyCluster): void {
  const { closure, suspended } = store.object.spec;
  const goal = closure !== undefined ? 'Closed' : suspended ? 'Suspended' : 'Ready';
  if (phase !== goal) throw new Violation('arrival', `${phase}, not ${goal}: ${conditions[0]?.message}`);
  checkWritten(store, cluster);
  const wanted = wantedIds(store.desired, closure !== undefined);
  const isIdle = ({ live }: ToyObject): boolean => {
    return !wanted.has(live.id) && !['PersistentVolumeClaim', 'Namespace'].includes(kindOf(live.id));
  };
  const idle = ownObjectsOf(cluster).find(isIdle);
  if (idle !== undefined) throw new Violation('prune', `${idle.live.id} is there, and nobody wants it`);
  if (closure !== undefined) return;
  const items = store.desired.stages.flatMap(({ items }) => items);
  const other = items.find(({ id, digest, weight }) => {
    const object = cluster.get(id);
    const isLarger = kindOf(id) === 'PersistentVolumeClaim' && (object?.weight ?? 0) > (weight ?? 0);
    return object?.live.store !== 'x' || (object.live.version !== `v${digest}` && !isLarger);
  });
  if (other !== undefined) throw new Violation('arrival', `${other.id} is not as it should be`);
}

/** Objects that we made, not those that the cluster made for them. */
function ownObjectsOf(cluster: ToyCluster): ToyObject[] {
  return cluster.objects().filter(({ live, dependsOn }) => live.store === 'x' && dependsOn === '');
}

import { conditionsOf, reconciling, stuck } from './conditions.ts';
import { adopt } from './inventory.ts';
import { listed } from './close.ts';
import { kindOf } from './kind-of.ts';
import { guestOf, podsOf } from './owned-pods.ts';
import { earliest } from './progress.ts';
import { heldByFinalizers, leftVolumes, unseenVolumes } from './purge-blockers.ts';
import { iso, waiting, type Decision, type LiveView, type Situation } from './record.ts';
import { removalOf, unwanted, type RemovalProgress } from './removal.ts';
import type { InventoryEntry, StoreStatus } from '../../synth/spec/store.ts';

const nothing: ReadonlySet<string> = new Set();

/** A purge that takes longer than this, ms, does not end by itself: a namespace with live workloads took 68 s at most. */
const patience = 120_000;

/**
 * What to do for a store whose retention is over: workloads and their pods first, then the namespace, then wait until nothing
 * is left, volumes included. Deleting a namespace with live workloads takes four times as long (measured: 68 s against 18 s).
 * What holds it up is named, and never forced: a finalizer is there because somebody has something to finish.
 *
 * A purge that has begun is finished, also when the file returns: half a shop is of no use to anybody.
 */
export function purge(situation: Situation): Decision {
  const { desired, live, record } = situation;
  const home = `Namespace//${desired.namespace}`;
  const known = record.status.inventory.length === 0 ? adopt(live) : record.status.inventory;
  const inventory = known.filter(({ id, uid }) => uid === '' || id === home || live.get(id) !== undefined);
  const left = whatIsLeft(situation, inventory, home);
  if (left.remaining.length > 0) return remove(situation, inventory, left);
  return {
    ...waiting(statusOf(situation, inventory, reconciling('Purging', 'purging: nothing is left', ''))),
    end: record.closure === undefined && !record.deleted ? 'restart' : 'delete',
  };
}

/** The first of the steps that is not done. */
function whatIsLeft(
  { live, record, now }: Situation,
  inventory: readonly InventoryEntry[],
  home: string,
): RemovalProgress {
  const step = (wanted: (id: string) => boolean): RemovalProgress =>
    removalOf(
      inventory.filter(({ id }) => wanted(id)),
      live,
      record,
      now,
    );
  const isInUse = guestOf(live) !== undefined;
  const workloads = removalOf(
    unwanted(inventory, nothing).filter(({ id }) => isWorkload(id) && !(isInUse && kindOf(id) === 'StatefulSet')),
    live,
    record,
    now,
  );
  const pods = [...workloads.remaining, ...podsOf(live)];
  if (pods.length > 0) return { ...workloads, remaining: pods };
  // Claims that still exist when the namespace goes make its deletion wait in steps of several seconds.
  const claims = step((id) => isClaim(id, live));
  if (claims.remaining.length > 0) return claims;
  // The namespace is asked for, not looked up: what the cache does not show may still be there.
  const namespace = step((id) => id === home);
  if (namespace.remaining.length > 0)
    return { ...namespace, remaining: [...heldByFinalizers(live), ...namespace.remaining] };
  const volumes = leftVolumes(live);
  return { remove: [], ...(volumes.length > 0 ? { remaining: volumes } : unseenVolumes(record, now)) };
}

function remove(situation: Situation, inventory: readonly InventoryEntry[], left: RemovalProgress): Decision {
  const { record, now } = situation;
  const since = sinceOf(situation);
  const impatientAt = Date.parse(since) + patience;
  const isBlocked = now >= impatientAt;
  const back = record.closure === undefined && !record.deleted ? ' Its file is back: the store opens anew then.' : '';
  const waits = `waits for ${listed(left.remaining)}`;
  const conditions = isBlocked
    ? stuck('PurgeBlocked', `purging since ${since}: ${waits}. ${advice}${back}`)
    : reconciling('Purging', `purging: ${waits}${back === '' ? '' : `.${back}`}`, '');
  const wakeAt = earliest(left.retryAt, isBlocked ? undefined : impatientAt);
  // Pods are waited for by name: to have each owner wait for what it owns would only keep the garbage collector busy.
  const remove = left.remove.map((removal) => ({ ...removal, background: kindOf(removal.id) !== 'Namespace' }));
  return { ...waiting(statusOf(situation, inventory, conditions), wakeAt), remove };
}

const advice =
  'Urumi removes no finalizer: see to it that whoever set it does. A pod or volume whose node is gone for good goes when its Node object is deleted.';

/** Since when it is purged. */
function sinceOf({ record, now }: Situation): string {
  const { phase, startedAt } = record.status;
  return phase === 'Purging' && startedAt !== undefined ? startedAt : iso(now);
}

function isWorkload(id: string): boolean {
  return ['Ingress', 'CronJob', 'Job', 'HorizontalPodAutoscaler', 'Deployment', 'StatefulSet'].includes(kindOf(id));
}

function isClaim(id: string, live: LiveView): boolean {
  return kindOf(id) === 'PersistentVolumeClaim' && live.get(id) !== undefined;
}

function statusOf(
  situation: Situation,
  inventory: readonly InventoryEntry[],
  conditions: Parameters<typeof conditionsOf>[0],
): StoreStatus {
  const { record, now } = situation;
  const { target: _target, readySince: _readySince, ...status } = record.status;
  const { generation, written } = record;
  return {
    ...status,
    phase: 'Purging',
    observedGeneration: generation,
    startedAt: sinceOf(situation),
    stages: [],
    inventory: [...inventory],
    conditions: conditionsOf(conditions, status.conditions, { now, generation, written }),
  };
}

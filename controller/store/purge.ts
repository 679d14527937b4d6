import { conditionsOf, reconciling } from './conditions.ts';
import { adopt } from './inventory.ts';
import { listed, podsOf } from './close.ts';
import { kindOf, titleOf } from './kind-of.ts';
import { waiting, type Decision, type LiveView, type Situation } from './record.ts';
import { removalOf, unwanted } from './removal.ts';
import type { InventoryEntry, StoreStatus } from '../../synth/spec/store.ts';

const nothing: ReadonlySet<string> = new Set();

/**
 * What to do for a store whose retention is over: workloads and their pods first, then the namespace, then wait until nothing
 * is left, volumes included. Deleting a namespace with live workloads takes four times as long (measured: 68 s against 18 s).
 *
 * A purge that has begun is finished, also when the file returns: half a shop is of no use to anybody.
 */
export function purge(situation: Situation): Decision {
  const { desired, live, record, now } = situation;
  const namespace = `Namespace//${desired.namespace}`;
  const known = record.status.inventory.length === 0 ? adopt(live) : record.status.inventory;
  const inventory = known.filter(({ id, uid }) => uid === '' || id === namespace || live.get(id) !== undefined);
  const workloads = unwanted(inventory, nothing).filter(({ id }) => isWorkload(id));
  const removal = removalOf(workloads, live, record, now);
  const left = [...removal.remaining, ...podsOf(live)];
  if (left.length > 0) {
    const status = statusOf(situation, inventory, `waits for ${listed(left)}`);
    return { ...waiting(status, removal.retryAt), remove: removal.remove };
  }
  // Claims that still exist when the namespace goes make its deletion wait in steps of several seconds.
  const claims = removalOf(
    inventory.filter(({ id }) => isClaim(id, live)),
    live,
    record,
    now,
  );
  if (claims.remaining.length > 0) {
    const status = statusOf(situation, inventory, `waits for ${listed(claims.remaining)}`);
    return { ...waiting(status, claims.retryAt), remove: claims.remove };
  }
  // The namespace is asked for, not looked up: what the cache does not show may still be there.
  const home = removalOf(
    inventory.filter(({ id }) => id === namespace),
    live,
    record,
    now,
  );
  if (home.remaining.length > 0) {
    const status = statusOf(situation, inventory, `waits for ${listed(home.remaining)}`);
    return { ...waiting(status, home.retryAt), remove: home.remove };
  }
  const volumes = volumesOf(live);
  if (volumes.length > 0) return waiting(statusOf(situation, inventory, `waits for ${listed(volumes)}`));
  return {
    ...waiting(statusOf(situation, inventory, 'nothing is left')),
    end: record.closure === undefined && !record.deleted ? 'restart' : 'delete',
  };
}

function isWorkload(id: string): boolean {
  return ['Ingress', 'CronJob', 'Job', 'HorizontalPodAutoscaler', 'Deployment', 'StatefulSet'].includes(kindOf(id));
}

function isClaim(id: string, live: LiveView): boolean {
  return kindOf(id) === 'PersistentVolumeClaim' && live.get(id) !== undefined;
}

/** Volumes that the cluster still removes. A Released volume with reclaimPolicy Retain stays by its owner's wish. */
function volumesOf(live: LiveView): string[] {
  const volumes: string[] = [];
  for (const { id, health } of live) {
    if (kindOf(id) === 'PersistentVolume' && (health.status !== 'Current' || health.reason === 'Bound'))
      volumes.push(titleOf(id));
  }
  return volumes;
}

function statusOf({ record, now }: Situation, inventory: readonly InventoryEntry[], message: string): StoreStatus {
  const { target: _target, startedAt: _startedAt, readySince: _readySince, ...status } = record.status;
  return {
    ...status,
    phase: 'Purging',
    observedGeneration: record.generation,
    stages: [],
    inventory: [...inventory],
    conditions: conditionsOf(reconciling('Purging', `purging: ${message}`, ''), status.conditions, {
      now,
      generation: record.generation,
      written: record.written,
    }),
  };
}

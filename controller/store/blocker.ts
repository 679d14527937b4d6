import type { Health, LiveObject } from '../../cluster/object.ts';
import type { DesiredItem } from './desired.ts';
import { kindOf, nameOf, titleOf } from './kind-of.ts';
import type { LiveView, StoreRecord } from './record.ts';

/** The object that a stage waits for, and the best that is known of why. */
export interface Blocker {
  readonly id: string;
  readonly health: Health;
  /** Nothing on the object or its pods tells why: its Events might. */
  readonly unexplained: boolean;
}

const missing: Health = { status: 'InProgress', reason: 'NotFound', message: 'not there yet' };

/**
 * The first object of a stage that is not as its spec says; one that has failed goes before one that is on its way.
 * The reason is the object's own failure, else its pods', else its Events'.
 */
export function blockerOf(
  items: readonly DesiredItem[],
  live: LiveView,
  record: Pick<StoreRecord, 'causes'>,
): Blocker | undefined {
  let found: Blocker | undefined;
  for (const { id } of items) {
    const health = live.get(id)?.health ?? missing;
    if (health.status === 'Current' || waitsForItsPod(id, health)) continue;
    if (health.status === 'Failed') return { id, health, unexplained: false };
    found ??= explained(id, health, live, record);
  }
  return found;
}

/** A claim may be bound only when a pod wants it (WaitForFirstConsumer): its workload is what a stage waits for. */
function waitsForItsPod(id: string, { status }: Health): boolean {
  return status === 'InProgress' && kindOf(id) === 'PersistentVolumeClaim';
}

/** One line for people: which object, and why it waits. */
export function describe({ id, health }: Blocker): string {
  return `${titleOf(id)}: ${health.reason}: ${health.message}`.slice(0, 500);
}

function explained(id: string, health: Health, live: LiveView, { causes }: Pick<StoreRecord, 'causes'>): Blocker {
  const pod = troubledPod(id, live);
  const cause = causes.get(id);
  if (pod !== undefined) {
    const message = `pod ${nameOf(pod.id)}: ${pod.health.message}`;
    return { id, health: { ...pod.health, message }, unexplained: false };
  }
  // What Events say of a cause is no verdict: the object itself still says that it is on its way.
  return {
    id,
    health: cause === undefined ? health : { ...cause, status: 'InProgress' },
    unexplained: cause === undefined,
  };
}

/** The workload's pod that is worst off, among those that are not fine. */
function troubledPod(id: string, live: LiveView): LiveObject | undefined {
  let worst: LiveObject | undefined;
  for (const object of live) {
    if (!object.id.startsWith('Pod/') || !belongsTo(object.owner, id)) continue;
    if (object.health.status === 'Failed') return object;
    if (object.health.status === 'InProgress') worst = object;
  }
  return worst;
}

function belongsTo(owner: string, id: string): boolean {
  const kind = kindOf(id);
  const name = nameOf(id);
  return kind === 'Deployment' ? owner.startsWith(`ReplicaSet/${name}-`) : owner === `${kind}/${name}`;
}

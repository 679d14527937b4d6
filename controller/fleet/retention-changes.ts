import { closureInForce } from '../../plan/closure-in-force.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { closureOf } from './closings.ts';
import type { FleetInput, StoreRescheduling } from './fleet-decision.ts';

/** A purge that has begun, or that a person has asked for, is not put off; a store whose object is being deleted is nobody's any more. */
function mayMove({ metadata, spec, status }: StoreObject): boolean {
  if (metadata.deletionTimestamp !== undefined || status.phase === 'Purging') return false;
  return spec.closure?.purgeAt === closureInForce({ metadata, spec })?.purgeAt;
}

/**
 * The closed stores whose purge is due at another time than their closing says, because the fleet's retention has changed since. A store
 * whose own file named a retention keeps it; one whose file is back is reopened instead.
 *
 * @param claimed the names that the revision's files claim
 */
export function retentionChanges(input: FleetInput, claimed: ReadonlySet<string>): StoreRescheduling[] {
  const changes: StoreRescheduling[] = [];
  for (const [name, store] of input.stores) {
    const { closure } = store.spec;
    if (closure === undefined || claimed.has(name) || !mayMove(store)) continue;
    const { purgeAt } = closureOf(store, input.spec, closure.revision, Date.parse(closure.at));
    if (Date.parse(purgeAt) === Date.parse(closure.purgeAt)) continue;
    changes.push({ name, uid: store.metadata.uid, closure: { ...closure, purgeAt } });
  }
  return changes;
}

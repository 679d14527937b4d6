import { annotations } from '../../synth/spec/names.ts';
import type { FleetSpec } from '../../synth/spec/fleet.ts';
import type { Closure } from '../../synth/spec/store.ts';
import { purgeTime } from '../../plan/purge-time.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import type { FleetInput, LiftedGuard } from './fleet-decision.ts';
import { checkGuards } from '../../plan/guards/check-guards.ts';
import { closureCount, type GuardInput, type GuardRefusal } from '../../plan/guards/guard.ts';

/**
 * Open stores: those that are not closed. One whose object somebody deletes by hand is open all the same, and its object stays until its file is back or it is closed: only of
 * those that are claimed the object is about to be made anew.
 *
 * @param claimed the names that the revision's files claim
 */
export function openStores(
  stores: ReadonlyMap<string, StoreObject>,
  claimed: ReadonlySet<string>,
): ReadonlyMap<string, StoreObject> {
  const open = new Map<string, StoreObject>();
  for (const [name, store] of stores) {
    const isDeleted = store.metadata.deletionTimestamp !== undefined;
    const isMadeAnew = isDeleted && (claimed.has(name) || store.status.phase === 'Purging');
    if (store.spec.closure === undefined && !isMadeAnew) open.set(name, store);
  }
  return open;
}

/** The first generation of an object that carries the revision was made by it. */
function isOpenedBy(revision: string, store: StoreObject | undefined): boolean {
  return store?.metadata.generation === 1 && store.metadata.annotations[annotations.revision] === revision;
}

export interface Closings {
  /** Stores to close now. */
  readonly close: readonly StoreObject[];
  /** Stores whose file is gone, but which a commit must unprotect first. */
  readonly protected: readonly StoreObject[];
  readonly refusal?: GuardRefusal;
  /** What an approval has lifted. */
  readonly lifted?: LiftedGuard;
  /** Stores that the refusal keeps open. */
  readonly refused: readonly string[];
}

/**
 * The stores whose file is gone, and whether they may close.
 *
 * @param claimed the names that the revision's files claim
 */
export function decideClosings(input: FleetInput, claimed: ReadonlySet<string>): Closings {
  const open = openStores(input.stores, claimed);
  const gone = [...open.values()].filter(({ metadata }) => !claimed.has(metadata.name));
  const close = gone.filter(({ spec }) => !spec.deletion.protected);
  const asked: GuardInput = {
    revision: input.revision,
    tree: input.tree,
    open: [...open.keys()],
    opened: new Set([...open.keys()].filter((name) => isOpenedBy(input.revision, open.get(name)))),
    unrelated: input.unrelated,
    claimed,
    closings: close.map(({ metadata }) => metadata.name),
    closedBefore: [...input.stores.values()].filter(({ spec }) => spec.closure?.revision === input.revision).length,
    limit: input.spec.limits.closuresPerRevision,
    approved: input.approved,
  };
  const refusal = checkGuards(asked);
  const guarded = gone.filter(({ spec }) => spec.deletion.protected);
  if (refusal === undefined) return { close, protected: guarded, refused: [], ...liftedBy(asked) };
  return { close: [], protected: guarded, refusal, refused: close.map(({ metadata }) => metadata.name).sort() };
}

/** The guard that would refuse if nobody had approved. */
function liftedBy(asked: GuardInput): { lifted?: LiftedGuard } {
  if (asked.approved === undefined) return {};
  const refusal = checkGuards({ ...asked, approved: undefined });
  return refusal === undefined ? {} : { lifted: { guard: refusal.reason, closures: closureCount(asked) } };
}

/** The closing of a store: its data stays until `purgeAt`, which is at once when the store's policy is Delete. */
export function closureOf(store: StoreObject, fleet: FleetSpec, revision: string, now: number): Closure {
  const purgeAt = new Date(purgeTime(store.spec, fleet, now)).toISOString();
  return { at: new Date(now).toISOString(), revision, purgeAt };
}

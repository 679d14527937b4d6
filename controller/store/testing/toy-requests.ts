import type { LiveObject } from '../../../cluster/object.ts';
import type { Removal as RemovalOutcome } from '../../../cluster/remove.ts';
import type { InventoryEntry } from '../../../synth/spec/store.ts';
import type { DesiredItem } from '../desired.ts';
import { kindOf } from '../kind-of.ts';
import type { Decision, Problem, Removal } from '../record.ts';
import { withEntries, type StoreState } from '../store-state.ts';
import { checkApply, checkRemoval, checkStranger } from './invariants.ts';
import type { ToyCluster } from './toy-cluster.ts';
import type { ToyFaults } from './toy-faults.ts';
import type { ToyStore } from './toy-store.ts';

/** Whose requests they are, and what may befall them. */
export interface ToyContext {
  readonly state: StoreState;
  readonly store: ToyStore;
  readonly cluster: ToyCluster;
  readonly faults: ToyFaults;
}

/** When to ask again, ms. */
const pauses = { refused: 1_000, unseen: 3_000 } as const;

const refused: Problem = { reason: 'ServerError', message: 'not now' };
const unanswered: Problem = { reason: 'Timeout', message: 'no answer' };

/**
 * Applies what the decision says, the namespace before the rest, with the bookkeeping of carry-out.ts.
 *
 * @returns how many objects the API server took
 */
export function applyAll(decision: Decision, context: ToyContext): number {
  const isHome = ({ id }: DesiredItem): boolean => kindOf(id) === 'Namespace';
  const ranks = [decision.apply.filter(isHome), decision.apply.filter((item) => !isHome(item))];
  let taken = 0;
  for (const rank of ranks) {
    const applied = new Map<string, InventoryEntry>();
    for (const item of rank) {
      checkApply(item.id, decision, context.store.written);
      const entry = apply(item, context);
      if (entry !== undefined) applied.set(item.id, entry);
    }
    context.state.status = withEntries(context.state.status, applied);
    taken += applied.size;
    if (applied.size < rank.length) break;
  }
  return taken;
}

/** Removes what the decision says. @returns how many objects are gone */
export function removeAll({ remove, status }: Decision, context: ToyContext): number {
  return remove.filter((removal) => {
    checkRemoval(removal.id, status, context.store.written);
    return removed(removal, context);
  }).length;
}

function apply(item: DesiredItem, context: ToyContext): InventoryEntry | undefined {
  const { id, digest, weight } = item;
  const { state, cluster, faults } = context;
  const answer = obstacleTo(item, context) ?? cluster.apply(item);
  faults.mayCrash();
  const larger = cluster.get(id);
  if (!isObject(answer) && answer.reason === 'Invalid' && larger !== undefined)
    return { id, uid: larger.live.uid, digest: '', version: '', weight: larger.weight };
  if (!isObject(answer) || faults.strikes('lostAnswer')) {
    if (isObject(answer)) forgetUid(id, context);
    refuse(id, digest, isObject(answer) ? unanswered : answer, context);
    return undefined;
  }
  cluster.watch.observe(answer, 'x', '');
  state.refusals.delete(id);
  return { id, uid: answer.uid, digest, version: answer.version, ...(weight === undefined ? {} : { weight }) };
}

function isObject(answer: LiveObject | Problem): answer is LiveObject {
  return 'uid' in answer;
}

/** What keeps the request from being sent, or the API server from taking it. */
function obstacleTo({ id }: DesiredItem, context: ToyContext): Problem | undefined {
  if (context.faults.strikes('refusal')) return refused;
  return kindOf(id) === 'PersistentVolumeClaim' ? lossOf(id, context) : undefined;
}

/** A claim that was there is not replaced by an empty one. */
function lossOf(id: string, { state, cluster }: ToyContext): Problem | undefined {
  const seen = cluster.watch.get(id);
  const restored = seen?.store === 'x' ? seen.uid : undefined;
  const expected = restored ?? state.status.inventory.find((entry) => entry.id === id)?.uid ?? '';
  const isThere = expected === '' || expected === cluster.get(id)?.live.uid;
  return isThere ? undefined : { reason: 'VolumeLost', message: 'the data is gone' };
}

/** An object that may exist under a uid that nobody has told of stays on the inventory until it has been asked for. */
function forgetUid(id: string, { state, cluster }: ToyContext): void {
  const known = state.status.inventory.find((entry) => entry.id === id);
  if (known === undefined || kindOf(id) === 'PersistentVolumeClaim' || cluster.watch.get(id) !== undefined) return;
  state.status = withEntries(state.status, new Map([[id, { ...known, uid: '' }]]));
}

/** What asking again cannot mend is not asked again. */
function refuse(id: string, digest: string, problem: Problem, { state, cluster }: ToyContext): void {
  const isFinal = ['Invalid', 'VolumeLost'].includes(problem.reason);
  const attempts = (state.refusals.get(id)?.attempts ?? 0) + 1;
  state.refusals.set(id, { digest, ...problem, attempts, retryAt: isFinal ? Infinity : cluster.now + pauses.refused });
}

/** @returns whether the object is gone */
function removed(removal: Removal, context: ToyContext): boolean {
  const { id, background = false } = removal;
  const { state, cluster, faults } = context;
  const uid = removal.uid === '' ? confirmedUid(id, cluster) : removal.uid;
  if (uid === undefined) {
    strike(id, state);
    return true;
  }
  if (faults.strikes('refusal')) {
    refuse(id, '', refused, context);
    return false;
  }
  checkStranger(id, uid, cluster);
  const outcome = cluster.remove(id, uid, background);
  faults.mayCrash();
  if (faults.strikes('lostAnswer')) {
    refuse(id, '', unanswered, context);
    return false;
  }
  noteRemoval(removal, outcome, context);
  return outcome === 'gone';
}

function noteRemoval({ id, background = false }: Removal, outcome: RemovalOutcome, context: ToyContext): void {
  const { state, cluster } = context;
  const isSeen = cluster.watch.get(id) !== undefined;
  state.refusals.delete(id);
  if (outcome !== 'replaced') cluster.watch.observeDeleting(id);
  if (outcome === 'gone' && (background || !isSeen)) strike(id, state);
  if (outcome === 'replaced' && !isSeen) strike(id, state);
  if (outcome === 'replaced' && isSeen) askLater(id, context);
  if (outcome === 'deleting' && !isSeen) askLater(id, context);
}

function askLater(id: string, { state, cluster }: ToyContext): void {
  const retryAt = cluster.now + pauses.unseen;
  state.refusals.set(id, { digest: '', reason: 'Unseen', message: 'no watch will tell', attempts: 1, retryAt });
}

/** The uid of an object whose creation was never confirmed, if it is this store's. */
function confirmedUid(id: string, cluster: ToyCluster): string | undefined {
  const there = cluster.get(id)?.live;
  return there?.store === 'x' ? there.uid : undefined;
}

function strike(id: string, state: StoreState): void {
  state.status = { ...state.status, inventory: state.status.inventory.filter((entry) => entry.id !== id) };
}

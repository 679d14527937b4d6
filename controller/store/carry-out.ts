import { applyObject } from '../../cluster/apply.ts';
import { isApiError } from '../../cluster/errors.ts';
import { removeObject, type Removal as Outcome } from '../../cluster/remove.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import type { InventoryEntry } from '../../synth/spec/store.ts';
import { labels } from '../../synth/spec/names.ts';
import { mendedCheckInterval, requestBackOff } from './backoff.ts';
import { growthProblem } from './claim-growth.ts';
import { confirmedUid } from './confirmed-uid.ts';
import type { DesiredItem } from './desired.ts';
import { kindOf } from './kind-of.ts';
import { largerClaim } from './larger-claim.ts';
import type { Refusal, Removal } from './record.ts';
import { isContested, noteRepair } from './contested.ts';
import { refusalOf } from './refusal-of.ts';
import { rivalOf } from './rival.ts';
import { runningPodsOf } from './running-pods.ts';
import { isNewHome, strangerOf } from './stranger.ts';
import { withEntries } from './store-state.ts';
import type { Turn } from './turn.ts';

/** ms */
const askAgainAfter = 3_000;

/** Kinds that others depend on go first: nothing can be in a namespace before it is, nor be allowed before its binding. */
const first = ['Namespace', 'RoleBinding'];

/**
 * Applies the items, each rank at once. What the API server refuses is noted in the state, with the time of the next try.
 *
 * @returns how many it took
 */
export async function applyAll(
  items: readonly DesiredItem[],
  objects: ReadonlyMap<string, KubernetesObject>,
  turn: Turn,
): Promise<number> {
  let taken = 0;
  for (const rank of ranksOf(items)) {
    const applied = new Map<string, InventoryEntry>();
    const attempts = rank.map(async (item) => {
      const entry = await applyItem(item, objects.get(item.id), turn);
      if (entry !== undefined) applied.set(item.id, entry);
    });
    const outcomes = await Promise.allSettled(attempts);
    turn.state.status = withEntries(turn.state.status, applied);
    taken += applied.size;
    const broken = outcomes.find((outcome) => outcome.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
    if (applied.size < rank.length) break;
  }
  return taken;
}

/** Deletes what the decision names. @returns how many the API server took, or that were gone already */
export async function removeAll(removals: readonly Removal[], turn: Turn): Promise<number> {
  const outcomes = await Promise.all(removals.map((removal) => removeItem(removal, turn)));
  return outcomes.filter(Boolean).length;
}

function ranksOf(items: readonly DesiredItem[]): DesiredItem[][] {
  const ranks: DesiredItem[][] = [...first, ''].map(() => []);
  for (const item of items) {
    const rank = first.indexOf(kindOf(item.id));
    ranks[rank === -1 ? first.length : rank]?.push(item);
  }
  return ranks.filter((rank) => rank.length > 0);
}

async function applyItem(
  item: DesiredItem,
  object: KubernetesObject | undefined,
  turn: Turn,
): Promise<InventoryEntry | undefined> {
  const { state, deps, store, signal } = turn;
  if (object === undefined) throw new Error(`apply ${item.id}: the synthesis of ${store} has no such object`);
  try {
    const stranger = await strangerOf(item, turn);
    if (stranger !== undefined) {
      state.refusals.set(item.id, stranger);
      return undefined;
    }
    const podsLeft = await runningPodsOf(item, turn);
    if (podsLeft !== undefined) {
      state.refusals.set(item.id, podsLeft);
      return undefined;
    }
    const rival = isContested(item.id, turn) ? await rivalOf(item.id, turn) : undefined;
    const force = !isUnseen(item.id, turn);
    const applied = await applyObject(deps.api, guarded(item, object, turn), { force, signal });
    deps.live.observe(applied, store, object.metadata.labels?.[labels.component] ?? '');
    state.causes.delete(item.id);
    noteRepair(item, turn, rival);
    const weight = item.weight === undefined ? {} : { weight: item.weight };
    return { id: item.id, uid: applied.uid, digest: item.digest, version: applied.version, ...weight };
  } catch (error) {
    return refused(item, error, turn);
  }
}

/** Nothing of it is known, and nobody has looked whether the name is free: then no fields are taken from anybody. */
function isUnseen(id: string, turn: Turn): boolean {
  const { state, deps } = turn;
  const isKnown = state.status.inventory.some((entry) => entry.id === id && entry.uid !== '');
  return !isKnown && deps.live.get(id) === undefined && isNewHome(turn);
}

/** Notes a refusal. @returns the object's entry, when what is there is as good as what is wanted */
async function refused(item: DesiredItem, error: unknown, turn: Turn): Promise<InventoryEntry | undefined> {
  const { state, deps } = turn;
  const larger = isApiError(error, 'Invalid') ? await largerClaim(item, turn) : undefined;
  if (larger !== undefined) return larger;
  if (mayHaveHappened(error)) forgetUid(item.id, turn);
  const growth = await growthProblem(error, item, turn);
  const refusal = refusalOf(error, item.id, item.digest, turn);
  if (isApiError(error, 'Conflict') && isNewHome(turn) && !error.retryable) {
    // Somebody has put something into our new namespace: from now on we look before each apply.
    state.homeMadeAt = undefined;
    state.refusals.set(item.id, { ...refusal, retryAt: deps.clock.now() + requestBackOff.first });
  } else {
    state.refusals.set(item.id, growth === undefined ? refusal : { ...refusal, ...growth, ...stalling(turn) });
  }
  return undefined;
}

/** Shown as Stalled at once, and tried again from time to time: nobody tells us when it has been mended. */
function stalling({ deps }: Turn): Pick<Refusal, 'stalls' | 'retryAt'> {
  return { stalls: true, retryAt: deps.clock.now() + mendedCheckInterval };
}

/**
 * A volume claim that was there is applied to no other object than itself: when it is gone, so is the shop's data, and an
 * empty volume in its place would hide that. The API server refuses an apply whose uid no object has.
 */
function guarded(item: DesiredItem, object: KubernetesObject, { state, deps, store }: Turn): KubernetesObject {
  if (kindOf(item.id) !== 'PersistentVolumeClaim') return object;
  const live = deps.live.get(item.id);
  const restored = live?.store === store ? live.uid : undefined;
  const uid = restored ?? state.status.inventory.find(({ id }) => id === item.id)?.uid ?? '';
  return uid === '' ? object : { ...object, metadata: { ...object.metadata, uid } };
}

async function removeItem({ id, uid, background = false }: Removal, turn: Turn): Promise<boolean> {
  const { state, deps, signal } = turn;
  try {
    const known = uid === '' ? await confirmedUid(id, turn) : uid;
    if (known === undefined) {
      strike(id, turn);
      return true;
    }
    const outcome = await removeObject(deps.api, id, {
      uid: known,
      propagation: background ? 'Background' : 'Foreground',
      signal,
    });
    return noteRemoval(id, outcome, background, turn);
  } catch (error) {
    state.refusals.set(id, refusalOf(error, id, '', turn));
    return false;
  }
}

/** @returns whether the object is gone */
function noteRemoval(id: string, outcome: Outcome, background: boolean, turn: Turn): boolean {
  const { state, deps } = turn;
  const isSeen = deps.live.get(id)?.store === turn.store;
  state.refusals.delete(id);
  // Also when it is gone: until the watch says so too, nobody deletes it again.
  if (outcome !== 'replaced') deps.live.observeDeleting(id);
  if (outcome === 'gone' && (background || !isSeen)) strike(id, turn);
  // Ours is gone; of the other one we know nothing unless the watch shows it.
  if (outcome === 'replaced' && !isSeen) strike(id, turn);
  if (outcome === 'replaced' && isSeen)
    state.refusals.set(id, later('Replaced', 'somebody replaced it while it was being deleted', turn));
  if (outcome === 'deleting' && !isSeen)
    state.refusals.set(id, later('Unseen', 'is being deleted, and lacks our labels', turn));
  return outcome === 'gone';
}

/** What no watch will tell is asked for again in a while. */
function later(reason: string, message: string, { deps }: Turn): Refusal {
  return { digest: '', reason, message, attempts: 1, retryAt: deps.clock.now() + askAgainAfter };
}

/** Takes an object off the inventory: the API server has confirmed that it is gone. */
function strike(id: string, { state }: Turn): void {
  state.status = { ...state.status, inventory: state.status.inventory.filter((entry) => entry.id !== id) };
}

/** No answer came, or none that says: the API server may have done it, or may be about to. */
function mayHaveHappened(error: unknown): boolean {
  return isApiError(error, 'Unreachable', 'Timeout', 'ServerError', 'BadAnswer', 'Throttled');
}

/** An object that may exist under a uid that nobody has told us stays on the inventory until it has been asked for. */
function forgetUid(id: string, { state, deps }: Turn): void {
  const isClaim = kindOf(id) === 'PersistentVolumeClaim';
  if (isClaim || deps.live.get(id) !== undefined) return;
  const known = state.status.inventory.find((entry) => entry.id === id);
  if (known !== undefined) state.status = withEntries(state.status, new Map([[id, { ...known, uid: '' }]]));
}

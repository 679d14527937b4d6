import { readObject } from '../../cluster/read.ts';
import { labels } from '../../synth/spec/names.ts';
import { mendedCheckInterval } from './backoff.ts';
import type { DesiredItem } from './desired.ts';
import { kindOf } from './kind-of.ts';
import { holdsData, removalCommand } from './kubectl-words.ts';
import type { Refusal } from './record.ts';
import type { Turn } from './turn.ts';

/** So long after we made a namespace we take it that nobody else has put anything into it, ms: a new store costs no extra reads. */
const newHomeTime = 60_000;

/** Whether the namespace was made by us a moment ago. What somebody put there nevertheless is noticed by an apply that is not forced. */
export function isNewHome({ state, deps }: Turn): boolean {
  return state.homeMadeAt !== undefined && deps.clock.now() - state.homeMadeAt < newHomeTime;
}

/**
 * Asked before an object is sent that the cache does not show as this store's: why it must not be, if somebody else has an object of that name.
 * Theirs is neither changed nor labelled: what is labelled is pruned and purged one day. An object of ours whose label was taken off is still ours.
 *
 * @returns undefined when the name is free, or the object is this store's
 * @throws ApiError when it cannot be read
 */
export async function strangerOf({ id, digest }: DesiredItem, turn: Turn): Promise<Refusal | undefined> {
  const { state, deps, store, signal } = turn;
  const known = state.status.inventory.find((entry) => entry.id === id)?.uid ?? '';
  if (isSureOf(id, known, turn)) return undefined;
  const found = await readObject(deps.api, id, { signal });
  if (found === undefined) {
    if (kindOf(id) === 'Namespace') state.homeMadeAt = deps.clock.now();
    return undefined;
  }
  if (found.metadata.labels?.[labels.store] === store || found.metadata.uid === known) return undefined;
  // Nobody tells us when it goes: no watch shows what lacks our label.
  return { digest, attempts: 1, stalls: true, retryAt: deps.clock.now() + mendedCheckInterval, ...taken(id, store) };
}

/** Whether nobody need ask: it is ours, it was never there, or (a claim is sent with its uid) the API server itself takes no other one for it. */
function isSureOf(id: string, known: string, turn: Turn): boolean {
  if (turn.deps.live.get(id)?.store === turn.store) return true;
  const kind = kindOf(id);
  return known === '' ? kind !== 'Namespace' && isNewHome(turn) : kind === 'PersistentVolumeClaim';
}

function taken(id: string, store: string): { reason: string; message: string } {
  const label = `${labels.store}=${store}`;
  if (kindOf(id) === 'Namespace') {
    const message = `the namespace exists and is not Urumi's (it lacks the label ${label}): rename the store, or remove the namespace`;
    return { reason: 'NamespaceTaken', message };
  }
  const what = holdsData(id)
    ? `if it is this store's data, put the label ${label} on it, otherwise rename it`
    : `rename it, or remove it with \`${removalCommand(id)}\``;
  return { reason: 'NameTaken', message: `it exists and is not Urumi's (it lacks the label ${label}): ${what}` };
}

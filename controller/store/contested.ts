import { backOffMs, requestBackOff } from './backoff.ts';
import type { Turn } from './turn.ts';
import type { DesiredItem } from './desired.ts';

/** Repairs of one object, each within `window` ms of the one before, until we slow down: another manager keeps changing it back. */
const tolerated = 5;
const window = 60_000;

/** Whether the next repair of an object would be one too many: then it is worth asking who makes them necessary. */
export function isContested(id: string, { state, deps }: Turn): boolean {
  const before = state.repairs.get(id);
  return before !== undefined && before.count >= tolerated && deps.clock.now() - before.last <= window;
}

/**
 * Notes that an object was applied. One that has to be repaired again and again is repaired with growing pauses, so that two
 * managers who disagree do not wear out the API server; and the store is Stalled, because only a person can settle it.
 *
 * @param rival who has changed it, if that is known
 */
export function noteRepair({ id, digest }: DesiredItem, { state, deps }: Turn, rival?: string): void {
  state.refusals.delete(id);
  if (!state.status.inventory.some((entry) => entry.id === id && entry.digest === digest)) return;
  const now = deps.clock.now();
  const before = state.repairs.get(id);
  const isNew = before === undefined || now - before.last > window;
  const count = isNew ? 1 : before.count + 1;
  state.repairs.set(id, { count, last: now });
  const excess = count - tolerated;
  if (excess < 1) return;
  const who = rival === undefined ? 'somebody else' : `field manager "${rival}"`;
  const message =
    `${who} keeps changing what Git says (repaired ${count} times in a row): stop it, or let Git say what it wants; ` +
    '`kubectl get --show-managed-fields` tells who owns which field';
  state.refusals.set(id, {
    digest,
    reason: 'Contested',
    message,
    attempts: excess,
    stalls: true,
    retryAt: now + backOffMs(requestBackOff, excess, deps.random()),
  });
}

import { backOffMs, requestBackOff } from './backoff.ts';
import type { Turn } from './turn.ts';
import type { DesiredItem } from './desired.ts';

/** Repairs of one object within `window` ms before we slow down: another manager keeps changing it back. */
const tolerated = 5;
const window = 60_000;

/**
 * Notes that an object was applied. One that has to be repaired again and again is repaired with growing pauses, so that two
 * managers who disagree do not wear out the API server.
 */
export function noteRepair({ id, digest }: DesiredItem, { state, deps }: Turn): void {
  state.refusals.delete(id);
  if (!state.status.inventory.some((entry) => entry.id === id && entry.digest === digest)) return;
  const now = deps.clock.now();
  const before = state.repairs.get(id);
  const current =
    before === undefined || now - before.since > window
      ? { count: 1, since: now }
      : { ...before, count: before.count + 1 };
  state.repairs.set(id, current);
  const excess = current.count - tolerated;
  if (excess < 1) return;
  const message = `somebody else keeps changing it (${current.count} repairs in a minute): kubectl get --show-managed-fields tells who`;
  state.refusals.set(id, {
    digest,
    reason: 'Contested',
    message,
    attempts: excess,
    retryAt: now + backOffMs(requestBackOff, excess, deps.random()),
  });
}

import type { FleetStatus } from '../../synth/spec/fleet.ts';
import type { Condition } from '../../synth/spec/status.ts';
import type { Transition } from '../store/transitions.ts';

/** Reasons that come and go with every revision: telling of them would cost a request for each. */
const passing: ReadonlySet<string> = new Set(['Applying', 'Fetching', 'WaitingForPurge']);

function conditionOf({ conditions }: FleetStatus, type: string): Condition | undefined {
  return conditions.find((condition) => condition.type === type);
}

function isNews(was: Condition | undefined, is: Condition): boolean {
  if (passing.has(is.reason)) return false;
  if (was?.status === is.status && was.reason === is.reason) return false;
  return is.status !== 'True' || was === undefined || !passing.has(was.reason);
}

/** What happened between two statuses of a fleet that were written one after the other, when it is worth a Kubernetes Event. */
export function fleetTransition(before: FleetStatus, after: FleetStatus): Transition | undefined {
  const rewritten = conditionOf(after, 'HistoryRewritten');
  if (rewritten !== undefined && rewritten.message !== conditionOf(before, 'HistoryRewritten')?.message) {
    return { type: 'Warning', reason: 'HistoryRewritten', action: 'Fetch', note: rewritten.message };
  }
  const is = conditionOf(after, 'Ready');
  // Refusals of guards have Events of their own: one for each revision.
  if (is === undefined || is.reason === after.refusal?.guard) return undefined;
  if (!isNews(conditionOf(before, 'Ready'), is)) return undefined;
  const type = is.status === 'True' || is.reason === 'Suspended' ? 'Normal' : 'Warning';
  return { type, reason: is.reason, action: 'Reconcile', note: is.message };
}

import { takenOver } from '../../plan/explain/taken-over.ts';
import type { StoreStatus } from '../../synth/spec/store.ts';

/** A Kubernetes Event to record on the Store. */
export interface Transition {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: string;
  readonly note: string;
}

const lifted: Transition = {
  type: 'Normal',
  reason: 'BreakGlassLifted',
  action: 'Reconcile',
  note: 'the person who had taken over has handed back: the store follows Git again, and what was changed by hand is mended',
};

/** What happened between two statuses that were written one after the other: a change of phase, or of what stalls the store. */
export function transitionOf(before: StoreStatus, after: StoreStatus): Transition | undefined {
  const stalled = stalledOf(after);
  if (stalled !== undefined && stalled.reason !== stalledOf(before)?.reason) {
    return { type: 'Warning', reason: stalled.reason, action: 'Reconcile', note: stalled.message };
  }
  if (takenOver({ status: before }) !== undefined && takenOver({ status: after }) === undefined) return lifted;
  const reason = reasonOf(before, after);
  if (reason === undefined) return undefined;
  const note = after.conditions.find(({ type }) => type === 'Ready')?.message ?? '';
  return {
    type: reason === 'Failed' || reason === 'Degraded' ? 'Warning' : 'Normal',
    reason,
    action: 'Reconcile',
    note,
  };
}

/** A new phase; or `Updated`, when a change of a Ready store has arrived. */
function reasonOf(before: StoreStatus, after: StoreStatus): string | undefined {
  if (after.phase !== before.phase) return after.phase;
  return after.phase === 'Ready' && after.readySince !== before.readySince ? 'Updated' : undefined;
}

function stalledOf({ conditions }: StoreStatus): { reason: string; message: string } | undefined {
  return conditions.find(({ type, status }) => type === 'Stalled' && status === 'True');
}

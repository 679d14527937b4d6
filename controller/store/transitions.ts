import type { StoreStatus } from '../../synth/spec/store.ts';

/** A Kubernetes Event to record on the Store. */
export interface Transition {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly action: string;
  readonly note: string;
}

/** What happened between two statuses that were written one after the other: a change of phase, or of what stalls the store. */
export function transitionOf(before: StoreStatus, after: StoreStatus): Transition | undefined {
  const stalled = stalledOf(after);
  if (stalled !== undefined && stalled.reason !== stalledOf(before)?.reason) {
    return { type: 'Warning', reason: stalled.reason, action: 'Reconcile', note: stalled.message };
  }
  const { phase, readySince } = after;
  const note = after.conditions.find(({ type }) => type === 'Ready')?.message ?? '';
  if (phase === 'Ready' && before.phase === 'Ready' && readySince !== before.readySince) {
    return { type: 'Normal', reason: 'Updated', action: 'Reconcile', note };
  }
  if (phase === undefined || phase === before.phase) return undefined;
  const type = phase === 'Failed' || phase === 'Degraded' ? 'Warning' : 'Normal';
  return { type, reason: phase, action: 'Reconcile', note };
}

function stalledOf({ conditions }: StoreStatus): { reason: string; message: string } | undefined {
  return conditions.find(({ type, status }) => type === 'Stalled' && status === 'True');
}

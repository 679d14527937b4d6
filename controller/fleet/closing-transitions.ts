import type { FleetStatus } from '../../synth/spec/fleet.ts';
import type { Transition } from '../store/transitions.ts';

const words = { trailer: "the head commit's Urumi-Approve-Closures", command: '`urumi approve`' } as const;

/**
 * What guards and approvals did between two statuses of a fleet that were written one after the other: once for each revision, however often
 * it is judged, and whatever else goes wrong meanwhile.
 */
export function closingTransitions(before: FleetStatus, after: FleetStatus): Transition[] {
  const { refusal, approval } = after;
  const news: Transition[] = [];
  if (approval !== undefined && approval.revision !== before.approval?.revision) {
    const note = `revision ${approval.revision.slice(0, 12)} closes ${approval.closures} store(s), which ${approval.guard} had kept open: approved by ${words[approval.by]}`;
    news.push({ type: 'Normal', reason: 'ClosuresApproved', action: 'Close', note });
  }
  if (refusal !== undefined && !isSame(refusal, before.refusal))
    news.push({ type: 'Warning', reason: refusal.guard, action: 'Close', note: refusal.message });
  return news;
}

function isSame(a: NonNullable<FleetStatus['refusal']>, b: FleetStatus['refusal']): boolean {
  return a.revision === b?.revision && a.guard === b.guard;
}

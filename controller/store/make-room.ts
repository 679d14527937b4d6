import type { LiveObject } from '../../cluster/object.ts';
import type { InventoryEntry } from '../../synth/spec/store.ts';
import type { DesiredStage } from './desired.ts';
import { applyReason } from './inventory.ts';
import { kindOf } from './kind-of.ts';
import type { Progress } from './progress.ts';
import type { LiveView } from './record.ts';

/**
 * What may be done for a stage: everything when it is its turn; before that, mend what was there and start nothing new; `room` when no node has room for the pods of an
 * earlier stage: also replace what is stuck on its way to an earlier target, since its pods take the room.
 */
export type Turn = 'now' | 'room' | 'later';

/** What a stage came to: see `Progress.current`. */
export interface Looked {
  readonly stage: DesiredStage;
  readonly current: Progress['current'];
  readonly entries: ReadonlyMap<string, InventoryEntry>;
  readonly live: LiveView;
}

/** Whose turn it is after a stage. What a Job prepares runs never before it, not even to make room. */
export function nextTurn(turn: Turn, { stage, current, entries, live }: Looked): Turn {
  if (turn === 'now' && current === undefined) return 'now';
  const mayMakeRoom = turn === 'room' || (turn === 'now' && isCrowded(current));
  return mayMakeRoom && hasDoneJobs(stage, entries, live) ? 'room' : 'later';
}

/** Whether no node has room for a pod that the current stage waits for; the reason is the scheduler's. */
export function isCrowded(current: Progress['current']): boolean {
  return current?.state === 'waiting' && current.blocker?.health.reason === 'Unschedulable';
}

/** A Deployment on its way, or unable to get there: it may have pods that wait for room, or that took it and are of no use. */
export function isStuck(live: LiveObject | undefined): boolean {
  if (live === undefined || kindOf(live.id) !== 'Deployment') return false;
  return live.health.status === 'InProgress' || live.health.status === 'Failed';
}

function hasDoneJobs({ items }: DesiredStage, entries: Looked['entries'], live: LiveView): boolean {
  return items.every((item) => {
    if (kindOf(item.id) !== 'Job') return true;
    const job = live.get(item.id);
    return applyReason(item, entries.get(item.id), job) === undefined && job?.health.status === 'Current';
  });
}

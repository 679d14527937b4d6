import { handsOff, takenOver, withOpenSpec } from './break-glass.ts';
import { bringUp } from './bring-up.ts';
import { close } from './close.ts';
import { isPurgeDue } from '../../plan/purge-due.ts';
import type { Desired } from './desired.ts';
import { purge } from './purge.ts';
import { waiting, type Decision, type LiveView, type Situation, type StoreRecord } from './record.ts';
import { volumesOf } from './volumes.ts';

/**
 * The store loop's one decision: what to apply, to remove and to wait for, and the status to show. Pure: no clock, no
 * randomness, no I/O; the same arguments give the same decision.
 *
 * @param desired what the store wants, by id and digest
 * @param live what the watch cache has of it
 * @param record what is known besides: the Store object, its status as of memory, refusals, back-offs
 * @param now ms since the epoch
 */
export function decide(desired: Desired, live: LiveView, record: StoreRecord, now: number): Decision {
  const decision = decisionOn({ desired, live, record, now });
  const status = withOpenSpec(decision.status, record, now);
  return { ...decision, status: { ...status, volumes: volumesOf(live, status.inventory) } };
}

function decisionOn(situation: Situation): Decision {
  const { desired, live, record, now } = situation;
  const reason = takenOver(desired, live, record);
  if (reason !== undefined) return handsOff(situation, reason);
  if (isPurging(record, now)) return purge(situation);
  if (record.closure !== undefined) return close(situation, record.closure);
  if (record.deleted && record.awaitsFleet !== true) return { ...waiting(record.status), end: 'release' };
  return bringUp(situation);
}

/** A purge is due, or has begun: then it ends only when nothing is left. */
function isPurging({ status, closure, held }: StoreRecord, now: number): boolean {
  return status.phase === 'Purging' || isPurgeDue(closure, held, now);
}

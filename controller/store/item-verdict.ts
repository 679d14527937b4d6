import type { LiveObject } from '../../cluster/object.ts';
import type { InventoryEntry } from '../../synth/spec/store.ts';
import type { DesiredItem } from './desired.ts';
import { applyReason, shrinks, type ApplyReason } from './inventory.ts';
import { kindOf, titleOf } from './kind-of.ts';
import { isStuck, type Turn } from './make-room.ts';
import type { Problem, Refusal } from './record.ts';

/** What one object calls for. Only `nothing` and `shrink` leave its stage free to be done. */
export type Verdict =
  | { readonly do: 'nothing' }
  | { readonly do: 'send' }
  /** A quota that shrinks: to send when every stage is done. */
  | { readonly do: 'shrink' }
  /** Until a deletion has ended, a back-off is over, or somebody mends a problem. */
  | {
      readonly do: 'wait';
      readonly retryAt?: number;
      /** What no retry will mend. */
      readonly problem?: Problem;
      readonly refusal?: Problem;
      /** The refusal is one that a person must do something about, though it is tried again. */
      readonly stalls?: boolean;
    };

/** What is known of the object. */
export interface ItemFacts {
  readonly entry: InventoryEntry | undefined;
  readonly live: LiveObject | undefined;
  readonly refusal: Refusal | undefined;
  readonly turn: Turn;
  /** Jobs of an earlier target, or pods of a Job that was deleted, are still there: no other Job is sent. */
  readonly jobsWait: boolean;
  /** A volume claim of the same stage is lost: only claims are sent. */
  readonly volumeWaits: boolean;
}

/** Compares what is wanted of one object with what is recorded and live. */
export function verdictOn(item: DesiredItem, facts: ItemFacts, now: number): Verdict {
  const { entry, live } = facts;
  if (live?.health.status === 'Terminating') return { do: 'wait' };
  const reason = applyReason(item, entry, live);
  if (reason === undefined || !isItsTurn(item, reason, facts)) return { do: 'nothing' };
  return (reason === 'changed' || reason === 'new') && live !== undefined && shrinks(item, entry)
    ? shrinking(item, facts, now)
    : sending(item, facts, now);
}

/** A volume never shrinks: the data would not fit, and the API server refuses. The larger one stays, whatever the plan. */
function shrinking(item: DesiredItem, { refusal }: ItemFacts, now: number): Verdict {
  if (kindOf(item.id) === 'PersistentVolumeClaim') return { do: 'nothing' };
  return refusal?.digest === item.digest && refusal.retryAt > now ? { do: 'nothing' } : { do: 'shrink' };
}

/** Whether what has to be sent may be sent now. */
function sending(item: DesiredItem, { refusal, jobsWait, volumeWaits, live }: ItemFacts, now: number): Verdict {
  if (jobsWait && kindOf(item.id) === 'Job') return { do: 'wait' };
  if (volumeWaits && kindOf(item.id) !== 'PersistentVolumeClaim') return { do: 'wait' };
  const isHeld = refusal?.digest === item.digest && refusal.retryAt > now && stillStands(refusal, live);
  return isHeld ? held(item, refusal) : { do: 'send' };
}

/** A refusal for the sake of one object ends with that object. */
function stillStands({ onto }: Refusal, live: LiveObject | undefined): boolean {
  return onto === undefined || live?.uid === onto;
}

function isItsTurn(item: DesiredItem, reason: ApplyReason, { turn, live }: ItemFacts): boolean {
  return turn === 'now' || isRepair(item, reason) || (turn === 'room' && reason === 'changed' && isStuck(live));
}

/** Mending brings back what was there. A Job that was deleted would run again: it waits for its stage. */
function isRepair({ id }: DesiredItem, reason: ApplyReason): boolean {
  return (reason === 'missing' || reason === 'drifted') && kindOf(id) !== 'Job';
}

function held(item: DesiredItem, { retryAt, reason, message, stalls = false }: Refusal): Verdict {
  if (Number.isFinite(retryAt)) return { do: 'wait', retryAt, refusal: { reason, message }, stalls };
  return { do: 'wait', problem: { reason, message: `${titleOf(item.id)}: ${message}` } };
}

import type { FleetSpec, InvalidFile } from '../../synth/spec/fleet.ts';
import type { ParsedStoreFile } from '../../synth/spec/parse-store-file.ts';
import type { Problem } from '../../synth/spec/problem.ts';
import type { Closure } from '../../synth/spec/store.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import type { ForeignClaims } from '../../plan/foreign-claims.ts';
import type { GuardReason, GuardRefusal } from '../../plan/guards/guard.ts';
import type { StoreTree } from '../../plan/store-tree.ts';

/** What a store file is worth, judged alone. */
export type ParsedFile = ParsedStoreFile | { readonly problems: readonly Problem[] };

/** A file that the API server did not take. */
export interface RefusedFile {
  readonly blob: string;
  readonly message: string;
  /** By admission, or for want of a right: the answer may be another a moment later. It is sent again from then on, ms since the epoch. */
  readonly retryAt?: number;
}

/** Everything that the decision about one revision depends on. */
export interface FleetInput {
  readonly spec: FleetSpec;
  readonly revision: string;
  readonly tree: StoreTree;
  /** The count of closings that a person approves of this revision. */
  readonly approved: number | undefined;
  /** The Store objects of this fleet, by name. */
  readonly stores: ReadonlyMap<string, StoreObject>;
  readonly foreign: ForeignClaims;
  /** By path: every file that `filesToRead` names. */
  readonly parsed: ReadonlyMap<string, ParsedFile>;
  /** By path. */
  readonly refused: ReadonlyMap<string, RefusedFile>;
  /** Stores that an earlier pass kept open because the tree was unrelated to them: a later commit alone does not make it related. */
  readonly unrelated: readonly string[];
  /** ms since the epoch */
  readonly now: number;
}

/** A Store object to send. */
export interface StoreChange {
  /** `revert`: the file is as it was applied, and somebody has changed the spec by hand. */
  readonly kind: 'open' | 'change' | 'reopen' | 'revert';
  readonly name: string;
  readonly path: string;
  readonly blob: string;
  /** The revision that first held this blob. */
  readonly revision: string;
  readonly file: ParsedStoreFile;
}

/** A closed store whose closing is to say another time of its purge. */
export interface StoreRescheduling {
  readonly name: string;
  readonly uid: string;
  readonly closure: Closure;
}

/** A store to close: its file is gone. */
export interface StoreClosing extends StoreRescheduling {
  /** Of the spec that the guards have judged: no other may be closed. */
  readonly generation: number;
}

/** A Store object that somebody deleted by hand, and whose file is there: it may go, and is made anew. */
export interface StoreRelease {
  readonly name: string;
  readonly uid: string;
}

/** A Store object whose `held` annotation is to change; without a message it goes. */
export interface StoreHold {
  readonly name: string;
  readonly uid: string;
  readonly message?: string;
}

/** A guard that an approval has lifted: without it these closings would not be. */
export interface LiftedGuard {
  readonly guard: GuardReason;
  readonly closures: number;
}

/** What one revision asks for. All lists may be empty: then the cluster already is as the revision says. */
export interface FleetDecision {
  readonly apply: readonly StoreChange[];
  readonly close: readonly StoreClosing[];
  /** Closed stores whose data is kept for another time than their closing says: the fleet's retention has changed. */
  readonly reschedule: readonly StoreRescheduling[];
  readonly hold: readonly StoreHold[];
  readonly release: readonly StoreRelease[];
  /** Files that are not applied, and why; by path. */
  readonly invalid: readonly InvalidFile[];
  /** Stores whose file is back while their purge is under way: they are opened anew when the old object is gone. */
  readonly waiting: readonly string[];
  readonly refusal?: GuardRefusal;
  readonly lifted?: LiftedGuard;
  /** Stores that would be closed if the refusal were lifted. */
  readonly refused: readonly string[];
}

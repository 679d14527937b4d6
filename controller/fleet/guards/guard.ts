import type { StoreTree } from '../store-tree.ts';

/** What the guards look at before any store is closed. */
export interface GuardInput {
  readonly revision: string;
  readonly tree: StoreTree;
  /** Names of the fleet's stores that are open now. */
  readonly open: readonly string[];
  /** Those of them that this same revision opened: a first pass may have been cut short. */
  readonly opened: ReadonlySet<string>;
  /** Stores that were refused before because the tree was unrelated to them. */
  readonly unrelated: readonly string[];
  /** Names that the tree's files claim. */
  readonly claimed: ReadonlySet<string>;
  /** Names of the stores that this revision would close. */
  readonly closings: readonly string[];
  /** Stores that were closed for this same revision before, so that a crash half way does not begin a new count. */
  readonly closedBefore: number;
  /** `limits.closuresPerRevision` of the fleet. */
  readonly limit: number | string;
  /** The count in the head commit's `Urumi-Approve-Closures` trailer. */
  readonly approved: number | undefined;
}

/** Why a revision closes nothing. Stores are opened and changed all the same. */
export interface GuardRefusal {
  readonly reason: 'TreeUnreadable' | 'TreeEmpty' | 'PathMissing' | 'UnrelatedTree' | 'ClosuresHeld';
  /** For people: what was found, and what to do. */
  readonly message: string;
  /** Whether a trailer in the head commit lifts it. */
  readonly approvable: boolean;
}

/** A named predicate: a refusal, or undefined to let pass. */
export type Guard = (input: GuardInput) => GuardRefusal | undefined;

/** Whether the head commit approves this many closings. */
export function isApproved(input: GuardInput): boolean {
  return input.approved !== undefined && input.approved >= input.closings.length + input.closedBefore;
}

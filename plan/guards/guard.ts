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
  /** The count that a person approves for this revision: by a trailer of the head commit, or by `urumi approve`. */
  readonly approved: number | undefined;
}

/** The guards' names for what they refuse. */
export type GuardReason = 'TreeUnreadable' | 'TreeEmpty' | 'PathMissing' | 'UnrelatedTree' | 'ClosuresHeld';

/** Why a revision closes nothing. Stores are opened and changed all the same. */
export interface GuardRefusal {
  readonly reason: GuardReason;
  /** For people: what was found, and what to do. */
  readonly message: string;
  /** Whether an approval lifts it. */
  readonly approvable: boolean;
  /** The count that an approval has to name. */
  readonly count?: number;
}

/** A named predicate: a refusal, or undefined to let pass. */
export type Guard = (input: GuardInput) => GuardRefusal | undefined;

/** How many stores the revision closes in all, those of an earlier pass included. */
export function closureCount({ closings, closedBefore }: GuardInput): number {
  return closings.length + closedBefore;
}

/**
 * Whether a person approves exactly these closings. Once some are done, fewer may be left to count: a store whose policy is Delete is gone
 * within seconds.
 */
export function isApproved(input: GuardInput): boolean {
  const { approved, closedBefore } = input;
  if (approved === undefined) return false;
  return closedBefore === 0 ? approved === closureCount(input) : approved >= closureCount(input);
}

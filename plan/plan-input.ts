import type { FleetSpec } from '../synth/spec/fleet.ts';
import type { StoreSpec } from '../synth/spec/store.ts';
import type { StoreTree } from './store-tree.ts';

/** A revision of the stores repo: its store files as path → blob id, no contents. */
export interface PlanRevision {
  /** The commit's id. */
  readonly id: string;
  readonly tree: StoreTree;
  /** The count of closings that a person approves of it. */
  readonly approved?: number | undefined;
}

/** A volume by its claim. */
export interface VolumeSize {
  readonly claim: string;
  readonly mebibytes: number;
}

/** A store of the fleet as the cluster has it. */
export interface LiveStore {
  /** With its closure, when it is closed. */
  readonly spec: StoreSpec;
  /** Its purge has begun, or is due: a file that is back opens it anew. */
  readonly purging?: boolean;
  /** A person has taken over: why, and what hands it back. */
  readonly takenOver?: string;
  /** Its volumes as they are; absent or empty when they are not known: then its spec says what there is. */
  readonly volumes?: readonly VolumeSize[];
}

/** What is known of the cluster. */
export interface LiveFleet {
  /** The fleet's Store objects, by name. */
  readonly stores: ReadonlyMap<string, LiveStore>;
  /** Store name → why this fleet cannot have it. */
  readonly foreignNames: ReadonlyMap<string, string>;
  /** Host → who has it outside this fleet. */
  readonly foreignHosts: ReadonlyMap<string, string>;
}

/** Everything that a plan depends on, but for the contents of files. */
export interface PlanInput {
  readonly base: PlanRevision;
  readonly head: PlanRevision;
  readonly fleet: { readonly name: string; readonly spec: FleetSpec };
  /** Absent: the base is taken for what runs. */
  readonly live?: LiveFleet;
  /** The time that is taken as that of the merge, ms since the epoch. */
  readonly now: number;
}

import type { Health, LiveObject } from '../../cluster/object.ts';
import type { Closure, StoreStatus } from '../../synth/spec/store.ts';
import type { Desired, DesiredItem } from './desired.ts';

/** Live objects of one store, as the watch cache has them: also pods and volumes. */
export interface LiveView extends Iterable<LiveObject> {
  get(id: string): LiveObject | undefined;
}

/** Why something cannot be done: one word, and a sentence for people. */
export interface Problem {
  readonly reason: string;
  readonly message: string;
}

/** Why the API server did not take, or did not remove, an object. */
export interface Refusal extends Problem {
  /** Digest of the object that was refused: another digest may be sent at once. Empty for a removal. */
  readonly digest: string;
  readonly attempts: number;
  /** ms since the epoch; Infinity when only a change can help. */
  readonly retryAt: number;
  /** It is tried again, but a person must do something first: the store is Stalled meanwhile. */
  readonly stalls?: boolean;
  /** Uid of the live object that could not be changed: with another one, or none, it may be sent at once. */
  readonly onto?: string;
}

/** Deadlines of a rollout in ms. */
export interface Deadlines {
  readonly database: number;
  readonly setup: number;
  readonly application: number;
  readonly validation: number;
  readonly total: number;
}

/** Tries that failed: when the next one may start. */
export interface Retry {
  readonly attempts: number;
  /** ms since the epoch */
  readonly at: number;
}

/** Everything that is known of a store besides what it wants and what is live. */
export interface StoreRecord {
  readonly name: string;
  readonly generation: number;
  readonly file: string;
  readonly revision: string;
  /** Why the file at head is not applied; empty when it is. */
  readonly held: string;
  readonly suspended: boolean;
  readonly closure?: Closure;
  /** Why a person has taken over the Store's spec; absent when nobody has. */
  readonly breakGlass?: string;
  /** Somebody deleted the Store object. */
  readonly deleted: boolean;
  /** ... and its fleet decides what becomes of it: lets it go, to be made anew from its file, or closes the store. Until then it is as open as it was. */
  readonly awaitsFleet?: boolean;
  /** In memory, ahead of what is written. */
  readonly status: StoreStatus;
  /** The conditions that people have seen: what came and went in memory only was no transition. */
  readonly written: StoreStatus['conditions'];
  /** This process sees the store for the first time, or a person had taken over: a rollout under way has lost time that nobody can answer for. */
  readonly resumed: boolean;
  readonly deadlines: Deadlines;
  readonly refusals: ReadonlyMap<string, Refusal>;
  /** What Events say of objects that wait, by object id. */
  readonly causes: ReadonlyMap<string, Health>;
  /** Secrets are in place; or what is wrong with them; or nobody has looked yet. */
  readonly secrets: 'present' | 'unchecked' | Problem;
  readonly retry?: Retry;
}

export interface Removal {
  readonly id: string;
  /** Empty when the object's creation was never confirmed. */
  readonly uid: string;
  /** What it owns may go later: nobody waits for its pods. */
  readonly background?: boolean;
}

/** What to do now. All of it may be empty: then the store waits for a watch event or `wakeAt`. */
export interface Decision {
  /** The status to show. Its inventory has every id of `apply`: it is written before anything of `apply` is sent. */
  readonly status: StoreStatus;
  readonly ensureSecrets: boolean;
  /** In the order to send: items of one rank may go at once. */
  readonly apply: readonly DesiredItem[];
  readonly remove: readonly Removal[];
  /** Objects whose Events would tell why they wait. */
  readonly explain: readonly string[];
  /** ms since the epoch: decide again then, whatever happens until then. */
  readonly wakeAt?: number;
  readonly retry?: Retry;
  /**
   * The store's end: `delete` the Store object (purged); `restart` with an empty status (purged, and the file is back);
   * `release` it, leaving all objects in place (deleted by hand, and no fleet is there to say what becomes of it).
   */
  readonly end?: 'delete' | 'restart' | 'release';
}

/** Everything a decision depends on. */
export interface Situation {
  readonly desired: Desired;
  readonly live: LiveView;
  readonly record: StoreRecord;
  /** ms since the epoch */
  readonly now: number;
}

/** A decision that does nothing but show a status. */
export function waiting(status: StoreStatus, wakeAt?: number): Decision {
  return {
    status,
    ensureSecrets: false,
    apply: [],
    remove: [],
    explain: [],
    ...(wakeAt === undefined ? {} : { wakeAt }),
  };
}

/** ISO 8601 in UTC with ms, so that short stages show their true length. */
export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

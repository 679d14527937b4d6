import type { Health } from '../../cluster/object.ts';
import { compareResourceVersions } from '../../cluster/resource-version.ts';
import { storeStatusSchema, type InventoryEntry, type StoreStatus } from '../../synth/spec/store.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { isSame } from '../../cluster/is-same.ts';
import type { Refusal, Retry, StoreRecord } from './record.ts';

/** What the loop remembers of one store between two decisions. All of it can be lost: the cluster has what matters. */
export interface StoreState {
  readonly uid: string;
  /** In memory, ahead of `written`. */
  status: StoreStatus;
  /** As the API server has it. */
  written: StoreStatus;
  /** When the next write of the status is due at the rate of `statusInterval`, ms since the epoch. */
  nextWriteAt: number;
  /** resourceVersion of the Store that our last write returned, and the last one that was seen. */
  writtenVersion: string;
  seenVersion: string;
  /** This process has decided on the store before. */
  decided: boolean;
  /** The status in memory as it was last looked at, and since when it is that. */
  shown: { status: StoreStatus; since: number; differsSince: number };
  readonly refusals: Map<string, Refusal>;
  readonly causes: Map<string, Health>;
  /** When Events were last read, by object id. */
  readonly explainedAt: Map<string, number>;
  secrets: StoreRecord['secrets'];
  /** Repairs of one object in a row and the last one's time, by object id: somebody may be working against us. */
  readonly repairs: Map<string, { count: number; last: number }>;
  /** When we made the store's namespace, ms since the epoch; undefined when it was there before, or nobody remembers. */
  homeMadeAt: number | undefined;
  /** When the Secrets are looked at again. */
  checkAt: number;
  retry: Retry | undefined;
  /** Steps in a row that the API server could not carry out. */
  failures: number;
  /** The API server has asked to be left alone until then, ms since the epoch, whatever its watches tell. */
  restUntil: number;
}

/** The state of a store that this process sees for the first time. */
export function freshState(store: StoreObject, checkAt: number): StoreState {
  return {
    uid: store.metadata.uid,
    status: store.status,
    written: store.status,
    nextWriteAt: Number.NEGATIVE_INFINITY,
    writtenVersion: store.metadata.resourceVersion,
    seenVersion: store.metadata.resourceVersion,
    decided: false,
    shown: { status: store.status, since: 0, differsSince: 0 },
    refusals: new Map(),
    causes: new Map(),
    explainedAt: new Map(),
    secrets: 'unchecked',
    repairs: new Map(),
    homeMadeAt: undefined,
    checkAt,
    retry: undefined,
    failures: 0,
    restUntil: 0,
  };
}

/**
 * Takes notice of what the API server has: somebody may have changed the status by hand, and then what we once wrote is no
 * longer there.
 */
export function notice(store: StoreObject, state: StoreState): void {
  const { resourceVersion } = store.metadata;
  if (resourceVersion === state.seenVersion) return;
  state.seenVersion = resourceVersion;
  if (compareResourceVersions(resourceVersion, state.writtenVersion) <= 0) return;
  if (!isSame(store.status, state.written)) state.written = store.status;
}

/** A purge was decided on that the API server does not know of: it has not begun, and may not begin, when the file has returned in that moment. */
export function isPurgeUnbegun({ status, written }: Pick<StoreState, 'status' | 'written'>): boolean {
  return status.phase === 'Purging' && written.phase !== 'Purging';
}

/** The status of a store that begins anew. */
export function emptyStatus(): StoreStatus {
  return storeStatusSchema.parse({});
}

/** The status with entries of the inventory replaced. */
export function withEntries(status: StoreStatus, entries: ReadonlyMap<string, InventoryEntry>): StoreStatus {
  if (entries.size === 0) return status;
  return { ...status, inventory: status.inventory.map((entry) => entries.get(entry.id) ?? entry) };
}

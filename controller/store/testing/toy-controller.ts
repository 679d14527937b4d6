import type { StoreStatus } from '../../../synth/spec/store.ts';
import { checkSecrets } from '../check-secrets.ts';
import { decide } from '../decide.ts';
import { ownObjects } from '../own-objects.ts';
import type { Decision } from '../record.ts';
import { recordOf } from '../store-record.ts';
import { isSame } from '../../../cluster/is-same.ts';
import { emptyStatus, freshState, type StoreState } from '../store-state.ts';
import { checkWritten } from './invariants.ts';
import type { ToyCluster } from './toy-cluster.ts';
import { Crash, type ToyFaults } from './toy-faults.ts';
import { applyAll, removeAll } from './toy-requests.ts';
import type { ToyStore } from './toy-store.ts';

/** ms */
const intervals = { secrets: 10_000, resync: 600_000 } as const;

/** What a step came to. */
export interface ToyStep {
  readonly decision: Decision;
  /** Another step is due at once. */
  readonly moved: boolean;
  /** When another step is due otherwise, ms since the epoch; Infinity: only a watch event, or the resync, calls for it. */
  readonly wakeAt: number;
}

/**
 * The store loop in miniature: it carries out what `decide` says on a toy cluster, in the order and with the bookkeeping of
 * run-step.ts, and dies when the faults say so.
 */
export class ToyController {
  readonly #store: ToyStore;
  readonly #cluster: ToyCluster;
  readonly #faults: ToyFaults;
  #state: StoreState;

  constructor(store: ToyStore, cluster: ToyCluster, faults: ToyFaults) {
    this.#store = store;
    this.#cluster = cluster;
    this.#faults = faults;
    this.#state = freshState(store.object, cluster.now + intervals.resync);
  }

  /** The status in memory is not what is written. */
  get hasNews(): boolean {
    return !isSame(this.#state.status, this.#store.written);
  }

  /** In memory. */
  get status(): StoreStatus {
    return this.#state.status;
  }

  /** Decides once and carries that out; undefined when the process died over it and has come back. */
  step(): ToyStep | undefined {
    try {
      return this.#step();
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.#restart();
      return undefined;
    }
  }

  /** Writes the status. */
  write(): void {
    this.#store.write(this.#state.status);
    this.#state.written = this.#state.status;
    checkWritten(this.#store, this.#cluster);
  }

  #step(): ToyStep {
    const { desired, object } = this.#store;
    const { now, watch } = this.#cluster;
    if (this.#state.uid !== object.metadata.uid) this.#state = freshState(object, now + intervals.resync);
    const isDue = now >= this.#state.checkAt;
    if (isDue) this.#state.checkAt = now + intervals.resync;
    checkSecrets(desired, this.#state, isDue);
    const decision = decide(desired, ownObjects(watch, 'x'), recordOf(object, undefined, this.#state), now);
    this.#state.decided = true;
    this.#state.status = decision.status;
    this.#state.retry = decision.retry;
    const moved = this.#carryOut(decision);
    const checkAt = typeof this.#state.secrets === 'object' ? this.#state.checkAt : Infinity;
    return { decision, moved, wakeAt: Math.min(decision.wakeAt ?? Infinity, checkAt) };
  }

  #restart(): void {
    this.#cluster.watch.relist(this.#cluster.objects().map(({ live }) => live));
    this.#state = freshState(this.#store.object, this.#cluster.now + intervals.resync);
  }

  #carryOut(decision: Decision): boolean {
    const context = { state: this.#state, store: this.#store, cluster: this.#cluster, faults: this.#faults };
    if (this.#mustBeWritten(decision)) this.write();
    this.#faults.mayCrash();
    if (decision.ensureSecrets) this.#makeSecrets();
    const taken = applyAll(decision, context) + removeAll(decision, context);
    this.#faults.mayCrash();
    if (decision.end === 'restart') {
      this.#state.status = emptyStatus();
      this.#state.secrets = 'unchecked';
      this.#state.refusals.clear();
    }
    return decision.ensureSecrets || taken > 0 || decision.end === 'restart';
  }

  #mustBeWritten({ apply, remove, status, ensureSecrets }: Decision): boolean {
    const { written } = this.#store;
    if (status.phase === 'Purging' && written.phase !== 'Purging') return remove.length > 0;
    if (status.phase !== 'Purging' && written.phase === 'Purging') return apply.length > 0 || ensureSecrets;
    return apply.some(({ id }) => !written.inventory.some((entry) => entry.id === id));
  }

  #makeSecrets(): void {
    const isTrouble = this.#faults.strikes('secretTrouble');
    this.#state.secrets = isTrouble ? { reason: 'ServerError', message: 'not now' } : 'present';
    if (isTrouble) this.#state.checkAt = Math.min(this.#state.checkAt, this.#cluster.now + intervals.secrets);
  }
}

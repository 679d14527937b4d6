import { askedDelayMs, retryDelayMs } from '../../cluster/retry-delay.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { labels } from '../../synth/spec/names.ts';
import type { KubernetesObject } from '../../synth/synthesis.ts';
import { backOffMs, requestBackOff } from './backoff.ts';
import { decide } from './decide.ts';
import type { StoreLoopDependencies } from './dependencies.ts';
import { DesiredSource } from './desired-source.ts';
import { checkSecrets } from './check-secrets.ts';
import { endsAnyway, wantsNothing } from './ends-anyway.ts';
import { finishingRotation } from './finish-rotation.ts';
import { forgetOldCauses } from './explain-waiting.ts';
import { ownObjects } from './own-objects.ts';
import { runStep } from './run-step.ts';
import { freshState, notice, type StoreState } from './store-state.ts';
import { stalledStatus } from './stalled-status.ts';
import { recordOf } from './store-record.ts';
import { VolumeCensus } from './volume-census.ts';
import { WorkQueue } from './work-queue.ts';
import { writeDueAt, writeStatus } from './write-status.ts';
import type { Turn } from './turn.ts';
import type { Desired } from './desired.ts';

/** Every store is looked at this often, whatever its watches say, ms. */
const resyncInterval = 600_000;
/** A store that decides this often in one turn lets others go first. */
const stepsPerTurn = 40;

/**
 * The store loop: one turn per store whenever a watch event, a timer or a change of its fleet calls for one. A turn decides and
 * carries out until there is nothing to do but wait; a store that waits holds no place.
 */
export class StoreLoop {
  readonly #deps: StoreLoopDependencies;
  readonly #queue: WorkQueue;
  readonly #states = new Map<string, StoreState>();
  readonly #desired: DesiredSource;
  readonly #volumes: VolumeCensus;
  readonly #fleetVersions = new Map<string, string>();
  readonly #abort = new AbortController();
  #unsubscribe: (() => void)[] = [];

  constructor(deps: StoreLoopDependencies) {
    this.#deps = deps;
    this.#desired = new DesiredSource(deps.synthesise);
    this.#volumes = new VolumeCensus(deps.api);
    this.#queue = new WorkQueue({
      clock: deps.clock,
      concurrency: deps.concurrency ?? 32,
      work: (name) => this.#turn(name),
      // Stores under way before new ones: when hundreds are opened at once, the first are Ready while the last wait, and few are in the making.
      goesFirst: (name) => this.#states.has(name),
    });
  }

  /** Stores that wait for a free place. */
  get depth(): number {
    return this.#queue.depth;
  }

  /** Begins. Catalogs and live cache must be in sync: what they lack counts as gone. */
  start(): void {
    const { stores, fleets, live } = this.#deps;
    this.#unsubscribe = [
      stores.onChange((name) => this.#queue.add(name)),
      live.onChange((store) => this.#queue.add(store)),
      fleets.onChange((name, fleet) => this.#addFleet(name, fleet)),
    ];
    for (const { metadata } of stores.list()) this.#queue.add(metadata.name);
  }

  /** Starts nothing new, ends requests under way, and resolves when all turns have ended. */
  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    const stopped = this.#queue.stop();
    this.#abort.abort(new Error('the store loop stops'));
    await stopped;
  }

  /** A fleet's status changes often and means nothing to its stores. */
  #addFleet(fleet: string, object: FleetObject | undefined): void {
    const version = object === undefined ? '' : `${object.metadata.uid}/${object.metadata.generation}`;
    if (this.#fleetVersions.get(fleet) === version) return;
    this.#fleetVersions.set(fleet, version);
    for (const { metadata } of this.#deps.stores.list()) {
      if (metadata.labels[labels.fleet] === fleet) this.#queue.add(metadata.name);
    }
  }

  async #turn(name: string): Promise<void> {
    const store = this.#deps.stores.get(name);
    if (store === undefined) {
      this.#forget(name);
      return;
    }
    const state = this.#stateOf(store);
    if (this.#deps.clock.now() < state.restUntil) {
      this.#queue.addAt(name, state.restUntil);
      return;
    }
    const turn: Turn = { store: name, state, deps: this.#deps, volumes: this.#volumes, signal: this.#abort.signal };
    try {
      const wakeAt = await this.#advance(name, turn);
      state.failures = 0;
      this.#queue.addAt(name, wakeAt);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      state.failures += 1;
      await this.#flush(turn).catch((cause: unknown) => {
        this.#deps.log.warn({ store: name, error: String(cause) }, 'the status of a store could not be written');
      });
      const delay = retryDelayMs(error, backOffMs(requestBackOff, state.failures, this.#deps.random()));
      state.restUntil = this.#deps.clock.now() + askedDelayMs(error);
      this.#deps.log.warn({ store: name, error: String(error), retryInMs: delay }, 'a turn of the store loop failed');
      this.#queue.addAt(name, this.#deps.clock.now() + delay);
    }
  }

  /** Steps until there is nothing to do but wait. @returns when to look again, ms since the epoch */
  async #advance(name: string, turn: Turn): Promise<number> {
    const { state, deps } = turn;
    let wakeAt = Infinity;
    for (let step = 0; step < stepsPerTurn; step++) {
      const store = this.#storeOf(turn);
      if (store === undefined) return deps.stores.get(name) === undefined ? Infinity : deps.clock.now();
      const next = await this.#step(store, turn);
      wakeAt = next.wakeAt;
      if (!next.moved) break;
      wakeAt = deps.clock.now();
    }
    const dueAt = await this.#flush(turn);
    return Math.min(wakeAt, dueAt ?? Infinity, state.checkAt, nextTry(state, deps.clock.now()));
  }

  /** @returns whether another step is due at once, and when to look again otherwise */
  async #step(store: StoreObject, turn: Turn): Promise<{ moved: boolean; wakeAt: number }> {
    const { state, deps } = turn;
    const now = deps.clock.now();
    const { name } = store.metadata;
    notice(store, state);
    forgetOldCauses(state, now);
    const isDue = now >= state.checkAt;
    if (isDue) state.checkAt = now + this.#resync();
    const fleet = deps.fleets.get(store.metadata.labels[labels.fleet] ?? '');
    const asked = finishingRotation(store, state.status);
    const wanted = this.#wanted(asked, fleet, turn) ?? (endsAnyway(store, state, now) ? wantsNothing(name) : undefined);
    if (wanted === undefined) return { moved: false, wakeAt: Infinity };
    checkSecrets(wanted, state, isDue);
    const view = ownObjects(deps.live, name);
    const decision = decide(wanted, view, recordOf(store, fleet, state), now);
    state.decided = true;
    state.status = decision.status;
    state.retry = decision.retry;
    const objects = (): ReadonlyMap<string, KubernetesObject> =>
      fleet === undefined ? new Map() : this.#desired.objectsOf(asked, fleet);
    const moved = await runStep(decision, { store, desired: wanted, live: view, objects }, turn);
    return { moved, wakeAt: decision.wakeAt ?? Infinity };
  }

  /** What the store wants; undefined when that cannot be told: then the status says why. */
  #wanted(store: StoreObject, fleet: FleetObject | undefined, { state, deps }: Turn): Desired | undefined {
    try {
      if (fleet === undefined)
        throw new Error(
          `Fleet ${store.metadata.labels[labels.fleet] ?? '(no label)'} does not exist: the store keeps what it has`,
        );
      return this.#desired.desiredOf(store, fleet);
    } catch (error) {
      state.status = stalledStatus(store, state.status, error, deps.clock.now());
      return undefined;
    }
  }

  /** Writes the status if it is time to. @returns when it will be, ms since the epoch */
  async #flush(turn: Turn): Promise<number | undefined> {
    const dueAt = writeDueAt(turn);
    const store = this.#storeOf(turn);
    if (dueAt === undefined || store === undefined) return undefined;
    if (dueAt > this.#deps.clock.now()) return dueAt;
    await writeStatus(store, turn);
    return undefined;
  }

  /** The turn's store as it is now. One that took its name meanwhile is another: nothing that is known of the old one holds for it. */
  #storeOf({ store: name, state }: Turn): StoreObject | undefined {
    const store = this.#deps.stores.get(name);
    return store?.metadata.uid === state.uid ? store : undefined;
  }

  #stateOf(store: StoreObject): StoreState {
    const { name, uid } = store.metadata;
    const known = this.#states.get(name);
    if (known?.uid === uid) return known;
    const state = freshState(store, this.#deps.clock.now() + this.#resync());
    this.#states.set(name, state);
    return state;
  }

  #resync(): number {
    return resyncInterval * (0.5 + this.#deps.random() * 0.5);
  }

  #forget(name: string): void {
    this.#states.delete(name);
    this.#desired.forget(name);
    this.#queue.addAt(name, undefined);
  }
}

/** When the first of the refused requests may be sent again: also one that was refused after the decision that asked for it. */
function nextTry({ refusals }: StoreState, now: number): number {
  let next = Infinity;
  for (const { retryAt } of refusals.values()) if (retryAt > now) next = Math.min(next, retryAt);
  return next;
}

import { annotations, labels } from '../../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { backOffMs } from '../../cluster/back-off.ts';
import { askedDelayMs } from '../../cluster/retry-delay.ts';
import { WorkQueue } from '../store/work-queue.ts';
import type { FleetLoopDependencies } from './dependencies.ts';
import { fetchStep } from './fetch-step.ts';
import { freshState, triggerOf, type FleetState } from './fleet-state.ts';
import { isEditedByHand } from './hand-edit.ts';
import { passStep } from './pass-step.ts';
import { countSettleTime, statusStep } from './status-step.ts';

/** Fleets that are worked on at once: one whose repository does not answer holds its place for up to minutes. */
const concurrency = 16;
/** A change of a Store object is looked at after this long, ms, together with those that come meanwhile. */
const gatherTime = 100;
/** A change by hand is undone after this long, ms, and so not more often: somebody's program may change it back every time. */
const editGatherTime = 1_000;

/** What other fleets' stores claim is looked at after this long, ms, and so not more often. */
const claimGatherTime = 1_000;

/** What is remembered of a Store object, to tell what a change of it means for its fleet. */
interface KnownStore {
  readonly fleet: string;
  readonly signature: string;
  /** What it claims of the things that all fleets share. */
  readonly claims: string;
  readonly phase: string;
  readonly isEdited: boolean;
}

function known(store: StoreObject): KnownStore {
  const { metadata, spec, status } = store;
  const { file, blob, held } = annotations;
  const notes = [file, blob, held].map((key) => metadata.annotations[key]);
  const phase = status.phase ?? 'Pending';
  const isEdited = isEditedByHand(store);
  const way = [spec.closure?.at, metadata.deletionTimestamp, phase === 'Purging'];
  const signature = [metadata.uid, ...notes, ...way, isEdited && metadata.generation].join('|');
  const fleet = metadata.labels[labels.fleet] ?? '';
  const claims = [fleet, spec.closure === undefined, ...spec.hosts].join(' ');
  return { fleet, signature, claims, phase, isEdited };
}

/**
 * The fleet loop: Store objects follow the files at the head of each fleet's branch. Level-based: a turn looks at what is, whatever called
 * for it; turns of one fleet never overlap. A fleet that is deleted leaves its stores as they are.
 */
export class FleetLoop {
  readonly #deps: FleetLoopDependencies;
  readonly #queue: WorkQueue;
  readonly #states = new Map<string, FleetState>();
  readonly #stores = new Map<string, KnownStore>();
  readonly #abort = new AbortController();
  #unsubscribe: (() => void)[] = [];

  constructor(deps: FleetLoopDependencies) {
    this.#deps = deps;
    this.#queue = new WorkQueue({ clock: deps.clock, concurrency, work: (name) => this.#turn(name) });
  }

  /** Begins. The catalogs must be in sync: a store that they lack counts as not there. */
  start(): void {
    const { stores, fleets } = this.#deps;
    for (const store of stores.list()) this.#stores.set(store.metadata.name, known(store));
    this.#unsubscribe = [
      stores.onChange((name, store) => this.#noticeStore(name, store)),
      fleets.onChange((name) => this.#queue.add(name)),
    ];
    for (const { metadata } of fleets.list()) this.#queue.add(metadata.name);
  }

  /** Asks for a fetch of a fleet's repository now: a webhook told of a push. Also safe for a fleet that does not exist. */
  poke(fleet: string): void {
    const state = this.#states.get(fleet);
    if (state === undefined) return;
    state.fetchAt = 0;
    this.#queue.add(fleet);
  }

  /** Starts nothing new, ends requests under way, and resolves when all turns have ended and all mirrors are closed. */
  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    const stopped = this.#queue.stop();
    this.#abort.abort(new Error('the fleet loop stops'));
    await stopped;
    await Promise.all([...this.#states.values()].map((state) => closeSource(state)));
    this.#states.clear();
  }

  async #turn(name: string): Promise<void> {
    const fleet = this.#deps.fleets.get(name);
    if (fleet === undefined || fleet.metadata.deletionTimestamp !== undefined) {
      await this.#forget(name);
      return;
    }
    const state = this.#states.get(name) ?? freshState();
    this.#states.set(name, state);
    this.#noticeFleet(fleet, state);
    try {
      await this.#steps(fleet, state);
    } catch (error) {
      if (this.#abort.signal.aborted) return;
      const now = this.#deps.clock.now();
      state.statusAt = now + backOffMs(1, this.#deps.random);
      state.restUntil = now + askedDelayMs(error);
      this.#deps.log.warn({ fleet: name, error: String(error) }, 'a turn of the fleet loop failed');
    }
    this.#wake(name, state);
  }

  async #steps(fleet: FleetObject, state: FleetState): Promise<void> {
    const { clock } = this.#deps;
    const { signal } = this.#abort;
    if (!fleet.spec.suspended) {
      if (clock.now() >= state.fetchAt) await fetchStep(fleet, state, this.#deps, signal);
      if (clock.now() >= Math.max(state.passAt, state.restUntil)) await passStep(fleet, state, this.#deps, signal);
    }
    if (clock.now() < state.restUntil) {
      state.statusAt = Math.min(state.statusAt, state.restUntil);
      return;
    }
    await statusStep(this.#deps.fleets.get(fleet.metadata.name) ?? fleet, state, this.#deps, signal);
  }

  /** A new spec, or a new value of the annotations by which people ask and approve, asks for a fetch, a decision, and a second look at refusals. */
  #noticeFleet(fleet: FleetObject, state: FleetState): void {
    const trigger = triggerOf(fleet);
    if (state.seen === trigger) return;
    state.seen = trigger;
    state.fetchAt = 0;
    state.passAt = 0;
    state.refused = new Map();
  }

  #noticeStore(name: string, store: StoreObject | undefined): void {
    const before = this.#stores.get(name);
    const after = this.#remember(name, store);
    const fleets = [before, after].map((seen) => seen?.fleet ?? '');
    if (before?.claims !== after?.claims || fleets[0] !== fleets[1]) this.#noticeClaims(after?.fleet ?? '');
    for (const fleet of new Set(fleets)) {
      const state = this.#states.get(fleet);
      if (state === undefined || !this.#noteChange(state, before, after)) continue;
      this.#wake(fleet, state);
    }
  }

  #remember(name: string, store: StoreObject | undefined): KnownStore | undefined {
    const seen = store === undefined ? undefined : known(store);
    if (seen === undefined) this.#stores.delete(name);
    else this.#stores.set(name, seen);
    return seen;
  }

  /** Other fleets may have let in a claim before they could know of this one. */
  #noticeClaims(owner: string): void {
    const passAt = this.#deps.clock.now() + claimGatherTime;
    for (const [name, state] of this.#states) {
      if (name === owner) continue;
      state.passAt = Math.min(state.passAt, passAt);
      this.#wake(name, state);
    }
  }

  /** @returns whether the change means anything to the fleet: most changes of a Store's status do not */
  #noteChange(state: FleetState, before: KnownStore | undefined, after: KnownStore | undefined): boolean {
    const isOther = before?.signature !== after?.signature;
    if (!isOther && before?.phase === after?.phase) return false;
    const now = this.#deps.clock.now();
    if (isOther) state.passAt = Math.min(state.passAt, now + (after?.isEdited === true ? editGatherTime : gatherTime));
    state.statusAt = Math.min(state.statusAt, now + countSettleTime);
    return true;
  }

  #wake(name: string, { fetchAt, restUntil, ...due }: FleetState): void {
    const statusAt = Math.max(due.statusAt, restUntil);
    const passAt = Math.max(due.passAt, restUntil);
    const isSuspended = this.#deps.fleets.get(name)?.spec.suspended ?? true;
    const at = isSuspended ? statusAt : Math.min(fetchAt, passAt, statusAt);
    this.#queue.addAt(name, at === Infinity ? undefined : at);
  }

  async #forget(name: string): Promise<void> {
    const state = this.#states.get(name);
    this.#states.delete(name);
    this.#queue.addAt(name, undefined);
    if (state !== undefined) await closeSource(state);
  }
}

async function closeSource({ source }: FleetState): Promise<void> {
  await source?.repository.close();
}

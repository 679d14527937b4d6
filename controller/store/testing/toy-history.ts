import { titleOf } from '../kind-of.ts';
import type { Decision } from '../record.ts';
import { checkArrival, checkEnd, checkSetups } from './invariants.ts';
import { SeededRandom } from './seeded-random.ts';
import { ToyCluster } from './toy-cluster.ts';
import { ToyController } from './toy-controller.ts';
import { ToyFaults } from './toy-faults.ts';
import { ToyPeople } from './toy-people.ts';
import { ToyStore } from './toy-store.ts';
import { Violation } from './violation.ts';
import { t0 } from './world.ts';

/** Steps with faults; then steps within which the store must come to rest; lines of the trace that are kept. */
const limits = { faulty: 400, quiet: 150, trace: 25 } as const;
/** The longest time between two steps amid faults, ms. */
const longestPause = 800;
/** A step whose requests were taken lasts this long, ms. */
const requestTime = 50;
/** A status is written this long after it was news, ms. */
const writePause = 1_500;

/** How a history went wrong. */
export interface Failure {
  readonly seed: number;
  readonly error: Error;
  /** The last steps. */
  readonly trace: readonly string[];
}

/**
 * Plays the history that a seed stands for: a store in trouble and among people, until the faults end and it has to arrive at
 * what Git wants by then.
 *
 * @returns the first thing that went wrong, if any
 */
export function playHistory(seed: number): Failure | undefined {
  const history = new ToyHistory(seed);
  try {
    history.play();
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { seed, error, trace: history.trace.slice(-limits.trace) };
  }
}

class ToyHistory {
  readonly trace: string[] = [];
  readonly #random: SeededRandom;
  readonly #faults: ToyFaults;
  readonly #cluster: ToyCluster;
  readonly #store = new ToyStore();
  readonly #people: ToyPeople;
  readonly #controller: ToyController;
  #ended = false;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.#faults = new ToyFaults(this.#random);
    this.#cluster = new ToyCluster(this.#random, this.#faults);
    this.#people = new ToyPeople(this.#random, this.#store, this.#cluster);
    this.#controller = new ToyController(this.#store, this.#cluster, this.#faults);
    this.#cluster.place('Namespace//store-y', 'y');
  }

  play(): void {
    for (let step = 0; step < limits.faulty; step++) this.#trouble();
    this.#faults.on = false;
    this.#note('the faults end');
    this.#settle();
    if (!this.#ended) checkArrival(this.#controller.status, this.#store, this.#cluster);
    if (this.#store.closure !== undefined) this.#outlastRetention();
  }

  /** A store that has ended, and whose file is merged once more. */
  #beginAnew(): void {
    this.#ended = false;
    this.#store.replace();
    this.#note('the file comes again');
  }

  #outlastRetention(): void {
    if (this.#ended) return;
    this.#cluster.advance(this.#retentionEnd - this.#cluster.now);
    this.#note('the retention is over');
    this.#settle();
    if (!this.#ended) throw new Violation('arrival', `${this.#controller.status.phase} after its retention`);
  }

  /** Nothing will happen until its retention is over. */
  #isRetained(next: number): boolean {
    return next === this.#retentionEnd && next > this.#cluster.now && this.#cluster.nextAt === Infinity;
  }

  /** ms since the epoch; Infinity for a store that is open. */
  get #retentionEnd(): number {
    const { closure } = this.#store;
    return closure === undefined ? Infinity : Date.parse(closure.purgeAt);
  }

  #trouble(): void {
    this.#cluster.advance(this.#random.below(longestPause));
    if (this.#random.chance(0.03)) this.#note(this.#people.act());
    this.#step();
    if (this.#ended) this.#beginAnew();
    else if (this.#random.chance(0.4)) this.#controller.write();
  }

  /** Steps when something calls for it, until nothing will but the resync or the end of a retention. */
  #settle(): void {
    for (let step = 0; step < limits.quiet && !this.#ended; step++) {
      const outcome = this.#step();
      if (outcome?.moved === true) {
        this.#cluster.advance(requestTime);
        continue;
      }
      const writeAt = this.#controller.hasNews ? this.#cluster.now + writePause : Infinity;
      const next = Math.min(writeAt, outcome?.wakeAt ?? Infinity, this.#cluster.nextAt);
      if (next === Infinity || this.#isRetained(next)) return;
      this.#cluster.advance(Math.max(next - this.#cluster.now, 0));
      if (next === writeAt) this.#controller.write();
    }
    const { phase } = this.#controller.status;
    if (!this.#ended) throw new Violation('rest', `${limits.quiet} steps after the faults it is ${phase}`);
  }

  #step(): ReturnType<ToyController['step']> {
    const outcome = this.#controller.step();
    checkSetups(this.#cluster);
    if (outcome === undefined) this.#note('the process dies, and comes back');
    else this.#note(told(outcome.decision));
    this.#ended = outcome?.decision.end === 'delete';
    if (this.#ended) checkEnd(this.#cluster);
    return outcome;
  }

  #note(line: string): void {
    const seconds = ((this.#cluster.now - t0) / 1000).toFixed(1);
    if (line !== '') this.trace.push(`${seconds.padStart(7)} s  ${line}`);
  }
}

/** A step in one line; empty when it did nothing. */
function told({ status, ensureSecrets, apply, remove, end }: Decision): string {
  const parts = [
    ...(ensureSecrets ? ['make Secrets'] : []),
    ...(apply.length > 0 ? [`apply ${apply.map(({ id }) => titleOf(id)).join(', ')}`] : []),
    ...(remove.length > 0 ? [`remove ${remove.map(({ id }) => titleOf(id)).join(', ')}`] : []),
    ...(end === undefined ? [] : [end]),
  ];
  return parts.length === 0 ? '' : `${status.phase}: ${parts.join('; ')}`;
}

import { SeededRandom } from '../../../controller/store/testing/seeded-random.ts';
import { World } from '../world.ts';
import { awaited, checkArrival, checkEmpty } from './arrival.ts';
import { People } from './people.ts';
import { Violation } from './violation.ts';
import { Witness } from './witness.ts';

/** How many things people do amid the faults. */
const acts = { least: 5, most: 20 } as const;
/** ms of virtual time; people of some histories are in a hurry, those of others are not. */
const times = {
  shortestPace: 4_000,
  longestPace: 32_000,
  /** Within which the world must be at rest after the last fault. */
  rest: 3_600_000,
  look: 5_000,
} as const;

/** What a history came to. */
export interface HistoryOutcome {
  readonly seed: number;
  /** Virtual time that it took, ms. */
  readonly lasted: number;
  readonly requests: number;
  /** The first broken promise; absent when all were kept. */
  readonly error?: Error;
  /** What happened, line by line. */
  readonly trace: readonly string[];
}

/**
 * Plays the history that a seed stands for: stores are opened, changed, closed, reopened and purged amid faults, until the faults end; then the world
 * must come to rest as Git wants it. In half of the histories everything is closed in the end, and nothing may be left.
 */
export async function playHistory(seed: number): Promise<HistoryOutcome> {
  const history = new History(seed);
  let error: Error | undefined;
  try {
    await history.play();
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    error = thrown;
  }
  return { seed, ...history.figures(), ...(error !== undefined && { error }) };
}

class History {
  readonly #random: SeededRandom;
  readonly #world: World;
  readonly #people: People;
  readonly #witness: Witness;
  readonly #startedAt: number;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed ^ 0x5eed);
    const limit = 1 + this.#random.below(3);
    const fleet = { limits: { closuresPerRevision: limit }, retention: '60s' };
    this.#world = new World({ seed, fleet });
    this.#people = new People(this.#world, this.#random, limit);
    this.#witness = new Witness(this.#world, this.#people);
    this.#startedAt = this.#world.time.now();
  }

  figures(): Pick<HistoryOutcome, 'lasted' | 'requests' | 'trace'> {
    const { time, trace, requests } = this.#world;
    return { lasted: time.now() - this.#startedAt, requests, trace: trace.lines() };
  }

  async play(): Promise<void> {
    const { trouble, trace } = this.#world;
    this.#people.begin();
    this.#world.startController();
    const pace = times.shortestPace + this.#random.below(times.longestPace - times.shortestPace);
    const end = acts.least + this.#random.below(acts.most - acts.least);
    for (let act = 0; act < end; act++) {
      await this.#pass(500 + this.#random.below(pace));
      this.#people.act();
    }
    trouble.end();
    trace.tell('the faults end');
    this.#people.settle();
    await this.#rest();
    if (this.#random.chance(0.5)) await this.#closeAll();
    this.#world.stopController();
  }

  async #closeAll(): Promise<void> {
    const names = [...this.#people.wishes.keys()];
    this.#people.unprotect();
    await this.#rest();
    while (this.#people.closeOne()) await this.#rest();
    await this.#pass(15_000);
    await this.#rest();
    checkEmpty(this.#world, names);
  }

  /** Lets the world come to rest: a watch that went silent is found out after a minute and a half. @throws Violation when it does not */
  async #rest(): Promise<void> {
    const { time } = this.#world;
    const end = time.now() + times.rest;
    for (let quiet = 0; quiet < 2;) {
      await this.#pass(times.look);
      const trouble = this.#unrest();
      quiet = trouble === undefined ? quiet + 1 : 0;
      if (trouble !== undefined && time.now() > end) throw trouble;
    }
  }

  /** Why the world is not as Git wants it. */
  #unrest(): Error | undefined {
    const left = awaited(this.#world, this.#people);
    if (left !== undefined) return new Violation('arrival', left);
    try {
      checkArrival(this.#world, this.#people);
      return undefined;
    } catch (error) {
      if (error instanceof Violation) return error;
      throw error;
    }
  }

  /** @throws Violation as soon as a promise is broken */
  async #pass(ms: number): Promise<void> {
    const { time } = this.#world;
    await time.run(time.now() + ms, () => this.#witness.violation !== undefined);
    if (this.#witness.violation !== undefined) throw this.#witness.violation;
  }
}

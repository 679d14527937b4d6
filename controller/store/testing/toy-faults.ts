import type { SeededRandom } from './seeded-random.ts';

/** How often each fault strikes, per opportunity. */
const probabilities = {
  /** The process dies; it comes back with what is written. */
  crash: 0.01,
  /** The API server refuses a request. */
  refusal: 0.1,
  /** It carries a request out, and the answer gets lost. */
  lostAnswer: 0.03,
  /** A Job fails. */
  failedJob: 0.15,
  /** A workload takes minutes to become ready. */
  slowStart: 0.03,
  /** A watch falls behind by seconds. */
  slowWatch: 0.05,
  /** The Secrets cannot be made. */
  secretTrouble: 0.1,
} as const;

/** The process died. */
export class Crash extends Error {}

/** What goes wrong by itself in a toy cluster, until it is switched off. */
export class ToyFaults {
  on = true;
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  strikes(fault: keyof typeof probabilities): boolean {
    return this.on && this.#random.chance(probabilities[fault]);
  }

  /** @throws Crash when the process dies here */
  mayCrash(): void {
    if (this.strikes('crash')) throw new Crash('the process died');
  }
}

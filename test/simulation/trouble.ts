import type { SeededRandom } from '../../controller/store/testing/seeded-random.ts';

/** How often each fault strikes, per opportunity. */
const probabilities = {
  /** The controller's process dies before or after a request. */
  crash: 0.0025,
  /** A request never reaches the API server. */
  lostRequest: 0.01,
  /** The API server has done it, and the answer gets lost. */
  lostAnswer: 0.012,
  /** A proxy repeats a request. */
  duplicate: 0.006,
  /** The API server refuses for reasons of its own: 429, 500, 503, 409. */
  refusal: 0.03,
  /** An answer takes seconds. */
  slowAnswer: 0.01,
  /** A watch cannot be opened. */
  refusedWatch: 0.1,
  /** A watch breaks, per event. */
  brokenWatch: 0.004,
  /** A watch ends as if it was too old, per event. */
  expiredWatch: 0.002,
  /** A watch tells nothing more and stays open, per event. */
  silentWatch: 0.001,
  /** Events of a watch come seconds late. */
  slowWatch: 0.02,
  /** A line that is no JSON. */
  garbledWatch: 0.001,
  /** The Git server does not answer, per request. */
  gitFailure: 0.1,
  /** A pod of a workload takes minutes to start. */
  slowStart: 0.03,
  /** The pod of a Job fails. */
  failedJob: 0.12,
  /** One of the cluster's controllers is busy elsewhere for a while. */
  slowController: 0.01,
} as const;

export type Fault = keyof typeof probabilities;

/** Every history has its weather: these many faults strike that many times as often, but at most at every second opportunity. */
const weather = { faults: 3, times: 8, most: 0.5 } as const;

/** Chance, until it is switched off. */
export class Trouble {
  readonly random: SeededRandom;
  /** What strikes is told here. */
  onStrike: (fault: Fault) => void = () => undefined;
  readonly #often: Map<Fault, number>;
  #on = true;

  constructor(random: SeededRandom) {
    this.random = random;
    this.#often = new Map(Object.entries(probabilities) as [Fault, number][]);
    for (let count = 0; count < weather.faults; count++) {
      const fault = random.pick(Object.keys(probabilities) as Fault[]) ?? 'crash';
      this.#often.set(fault, Math.min(weather.most, probabilities[fault] * weather.times));
    }
  }

  get on(): boolean {
    return this.#on;
  }

  end(): void {
    this.#on = false;
  }

  strikes(fault: Fault): boolean {
    if (!this.#on || !this.random.chance(this.#often.get(fault) ?? 0)) return false;
    this.onStrike(fault);
    return true;
  }

  /** A time in ms between `least` and `most`. */
  between(least: number, most: number): number {
    return least + Math.floor(this.random.next() * (most - least));
  }
}

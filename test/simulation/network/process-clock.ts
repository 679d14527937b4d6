import type { Clock } from '../../../cluster/clock.ts';

/** The clock of one process: when the process dies, so do its timers. */
export class ProcessClock implements Clock {
  readonly #clock: Clock;
  #isAlive = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  kill(): void {
    this.#isAlive = false;
  }

  now(): number {
    return this.#clock.now();
  }

  after(ms: number, callback: () => void): () => void {
    return this.#clock.after(ms, () => {
      if (this.#isAlive) callback();
    });
  }
}

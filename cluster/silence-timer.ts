import type { Clock } from './clock.ts';

/** Calls back once when nothing has been heard for a while. */
export class SilenceTimer {
  readonly #clock: Clock;
  readonly #ms: number;
  readonly #onSilence: () => void;
  #elapsed = false;
  #heardAt: number;
  #cancel: () => void;

  constructor(clock: Clock, ms: number, onSilence: () => void) {
    this.#clock = clock;
    this.#ms = ms;
    this.#onSilence = onSilence;
    this.#heardAt = clock.now();
    this.#cancel = clock.after(ms, () => this.#look());
  }

  get elapsed(): boolean {
    return this.#elapsed;
  }

  /** Something was heard. Costs no timer: a busy watch calls this thousands of times a second. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  cancel(): void {
    this.#cancel();
  }

  #look(): void {
    const left = this.#heardAt + this.#ms - this.#clock.now();
    if (left > 0) {
      this.#cancel = this.#clock.after(left, () => this.#look());
      return;
    }
    this.#elapsed = true;
    this.#onSilence();
  }
}

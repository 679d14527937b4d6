import type { Clock } from '../../cluster/clock.ts';

/** Requests that are kept. */
const mostRequests = 60;

interface Line {
  readonly at: number;
  readonly order: number;
  readonly text: string | (() => string);
}

/** What happened in a history, for people: all that was done to the world, and the last requests of the controller. */
export class Trace {
  readonly #clock: Clock;
  readonly #startedAt: number;
  readonly #story: Line[] = [];
  readonly #requests: Line[] = [];
  #order = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  /** What people, chance and the stores' phases did. */
  tell(text: string): void {
    this.#story.push(this.#line(text));
  }

  /** @param text asked for only when somebody reads the trace: most are never read */
  request(text: () => string): void {
    this.#requests.push(this.#line(text));
    if (this.#requests.length > 2 * mostRequests) this.#requests.splice(0, mostRequests);
  }

  /** One line per event, each with the seconds since the start. */
  lines(): string[] {
    const lines = [...this.#story, ...this.#requests.slice(-mostRequests)].sort((a, b) => a.order - b.order);
    return lines.map(
      ({ at, text }) =>
        `${((at - this.#startedAt) / 1000).toFixed(3).padStart(9)}  ${typeof text === 'string' ? text : text()}`,
    );
  }

  #line(text: Line['text']): Line {
    return { at: this.#clock.now(), order: this.#order++, text };
  }
}

import type { Io } from '../io.ts';

/** The lines that a start prints: what, how far, how long. On a terminal the last line is drawn anew while something goes on. */
export class Board {
  readonly #io: Io;
  readonly #isTerminal: boolean;
  #pending = '';

  constructor(io: Io, isTerminal: boolean) {
    this.#io = io;
    this.#isTerminal = isTerminal;
  }

  /** A line that stays. */
  line(text: string): void {
    this.#clear();
    this.#io.stdout(`${text}\n`);
  }

  /** A line that the next one replaces; where lines cannot be replaced, it is printed if it says something new. */
  passing(text: string): void {
    if (text === this.#pending) return;
    if (this.#isTerminal) this.#clear();
    this.#io.stdout(this.#isTerminal ? text : `${text}\n`);
    this.#pending = text;
  }

  #clear(): void {
    if (this.#isTerminal && this.#pending !== '') this.#io.stdout('\r\u001B[2K');
    this.#pending = '';
  }
}

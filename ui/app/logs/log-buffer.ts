import { parseLine, type LogLine } from './log-line.ts';

/** A line that never ends, characters, is taken as it is. */
const longestPending = 100_000;

/** The last lines of a log, from text that arrives in pieces. */
export class LogBuffer {
  /** Newest last. */
  lines: LogLine[] = [];
  /** Lines that were let go of, to keep what is on screen small. */
  dropped = 0;
  readonly #most: number;
  #pending = '';
  #next = 0;
  /** Up to here everything was told before: what is asked for again overlaps by a second. */
  #known = '';

  /** @param most lines that are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** Time of the last line that has one; empty: none has. */
  get last(): string {
    return this.lines.findLast(({ at }) => at !== '')?.at ?? '';
  }

  /** Takes in a piece of text, which may begin and end within a line. */
  take(text: string): void {
    const parts = `${this.#pending}${text}`.split('\n');
    this.#pending = parts.pop() ?? '';
    if (this.#pending.length > longestPending) {
      parts.push(this.#pending);
      this.#pending = '';
    }
    for (const part of parts) this.#add(part);
    const tooMany = this.lines.length - this.#most;
    if (tooMany <= 0) return;
    this.lines = this.lines.slice(tooMany);
    this.dropped += tooMany;
  }

  /** The log is asked for again, from its last line on: what is known already is left out. */
  resume(): void {
    this.#known = this.last;
    this.#pending = '';
  }

  #add(text: string): void {
    const line = parseLine(text, this.#next);
    // Of one width but for the fraction's, which a kubelet always writes with nine digits: texts compare as times do.
    if (line.at !== '' && line.at <= this.#known) return;
    this.#next += 1;
    this.lines.push(line);
  }
}

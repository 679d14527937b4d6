/** Whom a write comes from. */
export interface Writer {
  readonly login: string;
  readonly address: string;
}

/** What is counted: every write, and beside that creations and closings. */
export type WriteKind = 'write' | 'create' | 'close';

const minute = 60_000;

/** So many in so much time, ms, for each person and for each address. */
export const writeLimits: Readonly<Record<WriteKind, { readonly count: number; readonly windowMs: number }>> = {
  write: { count: 100, windowMs: 15 * minute },
  create: { count: 5, windowMs: 10 * minute },
  close: { count: 10, windowMs: 10 * minute },
};

/** People and addresses that are remembered; who was quiet longest is forgotten first. */
const mostRemembered = 5_000;

/** Counts writes exactly, by their times: a window slides, and nobody gets twice as many around its edge. */
export class WriteLimits {
  readonly #times = new Map<string, number[]>();
  readonly #now: () => number;

  /** @param now ms, from any start */
  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Counts a write, unless it is one too many: that does not count, so that asking again does not make the wait longer.
   *
   * @returns undefined when it may go on; else how long to wait, ms
   */
  take(kind: WriteKind, { login, address }: Writer): number | undefined {
    const kinds: WriteKind[] = kind === 'write' ? ['write'] : ['write', kind];
    const counted = kinds.flatMap((one) => [`${one} of ${login}`, `${one} at ${address}`].map((key) => ({ one, key })));
    const waits = counted.map(({ one, key }) => this.#waitFor(one, key));
    const longest = Math.max(...waits);
    if (longest > 0) return longest;
    for (const { key } of counted) this.#add(key);
    return undefined;
  }

  #waitFor(kind: WriteKind, key: string): number {
    const { count, windowMs } = writeLimits[kind];
    const now = this.#now();
    const times = (this.#times.get(key) ?? []).filter((time) => time > now - windowMs);
    if (times.length > 0) this.#times.set(key, times);
    else this.#times.delete(key);
    const oldest = times.length < count ? undefined : times.at(-count);
    return oldest === undefined ? 0 : oldest + windowMs - now;
  }

  #add(key: string): void {
    const times = this.#times.get(key) ?? [];
    times.push(this.#now());
    this.#times.delete(key);
    this.#times.set(key, times);
    if (this.#times.size > mostRemembered) this.#times.delete(this.#times.keys().next().value ?? '');
  }
}

export interface RecentDeliveriesOptions {
  /** ms since the epoch */
  readonly now: () => number;
  /** Ids remembered at once. @default 10,000 */
  readonly most?: number;
  /** ms. @default one hour */
  readonly keepFor?: number;
}

/**
 * The ids of deliveries that were taken a short while ago, so that a repeated one is not worked on again. Bounded in number and time: what is
 * forgotten costs one more look at the forge, nothing else.
 */
export class RecentDeliveries {
  readonly #now: () => number;
  readonly #most: number;
  readonly #keepFor: number;
  /** In the order of arrival: id → when it is forgotten. */
  readonly #ids = new Map<string, number>();

  constructor({ now, most = 10_000, keepFor = 3_600_000 }: RecentDeliveriesOptions) {
    this.#now = now;
    this.#most = most;
    this.#keepFor = keepFor;
  }

  get size(): number {
    return this.#ids.size;
  }

  has(id: string): boolean {
    return (this.#ids.get(id) ?? 0) > this.#now();
  }

  add(id: string): void {
    this.#ids.delete(id);
    this.#ids.set(id, this.#now() + this.#keepFor);
    for (const [oldest, until] of this.#ids) {
      if (this.#ids.size <= this.#most && until > this.#now()) return;
      this.#ids.delete(oldest);
    }
  }
}

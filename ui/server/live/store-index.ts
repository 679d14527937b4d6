import type { StoreList, StoreQuery } from '../api/store-list.ts';
import type { StoreRow } from '../api/store-row.ts';
import { countPhases, orderOf, queryStores } from './query-stores.ts';

/** What changed after a mark. */
export interface Changes {
  readonly rows: readonly StoreRow[];
  readonly gone: readonly string[];
  /** Too much happened, or the mark is another process's: everything has to be read again. */
  readonly reset: boolean;
}

/** Names of stores that went, so that a client that was away hears of it. */
const mostGone = 2_000;

/**
 * The rows of all stores, and when each changed last.
 *
 * A mark, `epoch.number`, is a point in time: `changesAfter` tells all that changed since, by looking at the rows and not at a history. So a
 * client that was away for a second or an hour catches up the same way, and nothing is kept for it meanwhile.
 */
export class StoreIndex {
  readonly #epoch: string;
  readonly #rows = new Map<string, { readonly row: StoreRow; readonly at: number }>();
  readonly #gone = new Map<string, number>();
  readonly #sorted = new Map<string, readonly StoreRow[]>();
  #at = 0;
  /** Before this, what went is no longer known. */
  #forgotten = 0;

  /** @param epoch names this process: marks of another one mean nothing here */
  constructor(epoch: string) {
    this.#epoch = epoch;
  }

  get mark(): string {
    return `${this.#epoch}.${this.#at}`;
  }

  get size(): number {
    return this.#rows.size;
  }

  get(name: string): StoreRow | undefined {
    return this.#rows.get(name)?.row;
  }

  *rows(): Generator<StoreRow> {
    for (const { row } of this.#rows.values()) yield row;
  }

  /** @returns whether it says anything new */
  put(row: StoreRow): boolean {
    const known = this.#rows.get(row.name)?.row;
    if (known !== undefined && JSON.stringify(known) === JSON.stringify(row)) return false;
    this.#at += 1;
    this.#rows.set(row.name, { row, at: this.#at });
    this.#gone.delete(row.name);
    this.#sorted.clear();
    return true;
  }

  remove(name: string): void {
    if (!this.#rows.delete(name)) return;
    this.#at += 1;
    this.#gone.set(name, this.#at);
    this.#sorted.clear();
    for (const [oldest, at] of this.#gone) {
      if (this.#gone.size <= mostGone) break;
      this.#gone.delete(oldest);
      this.#forgotten = at;
    }
  }

  query(query: StoreQuery): StoreList {
    return { ...queryStores(this.#inOrder(query.sort), query), mark: this.mark };
  }

  counts(): StoreList['counts'] {
    return countPhases(this.rows());
  }

  /** @param mark an earlier value of `mark`, of this process or another */
  changesAfter(mark: string): Changes {
    const [epoch, number] = mark.split('.');
    const after = Number(number);
    if (epoch !== this.#epoch || !Number.isInteger(after) || after < this.#forgotten)
      return { rows: [], gone: [], reset: true };
    const gone = [...this.#gone].filter(([, at]) => at > after).map(([name]) => name);
    return { rows: this.#changedAfter(after), gone, reset: false };
  }

  #changedAfter(after: number): StoreRow[] {
    if (after >= this.#at) return [];
    const rows: StoreRow[] = [];
    for (const { row, at } of this.#rows.values()) if (at > after) rows.push(row);
    return rows;
  }

  #inOrder(sort: StoreQuery['sort']): readonly StoreRow[] {
    const known = this.#sorted.get(sort);
    if (known !== undefined) return known;
    const sorted = [...this.rows()].sort(orderOf(sort));
    this.#sorted.set(sort, sorted);
    return sorted;
  }
}

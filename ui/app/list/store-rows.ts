import type { StoreList } from '../../server/api/store-list.ts';
import type { StreamMessage } from '../../server/api/stream-messages.ts';
import type { StoreRow } from '../../server/api/store-row.ts';
import { readApi } from '../read/read-api.ts';
import type { Heading } from './list-layout.ts';
import { queryOf, type StoreFilter } from './store-filter.ts';

/** Rows of one request. */
const pageSize = 100;
/** A row that changed is marked for this long, ms. */
const flashFor = 1_200;

/** The rows of the list that were read so far, by where they stand; kept current by the stream. */
export class StoreRows {
  /** Without its items; undefined until the first answer. */
  list: StoreList | undefined;
  error: unknown;
  /** Changes that would move rows, come or go: the order on screen is not the server's any more. */
  misplaced = 0;
  readonly #onChange: () => void;
  #filter: StoreFilter;
  /** How what is shown is in order: the filter may be ahead of it. */
  #isFlat = false;
  #rows = new Map<number, StoreRow>();
  #places = new Map<string, number>();
  #changed = new Map<string, number>();
  #loading = new Set<number>();
  #abort = new AbortController();
  /** Reads under way, and what the stream told meanwhile: an answer may be from before it. */
  #reading = 0;
  readonly #meanwhile = new Map<string, StoreRow>();

  /** @param onChange called when something is to be drawn anew */
  constructor(filter: StoreFilter, onChange: () => void) {
    this.#filter = filter;
    this.#onChange = onChange;
  }

  /** The groups that the rows are in; in a flat list, one. */
  get headings(): readonly Heading[] {
    if (this.list === undefined) return [];
    const { total, groups } = this.list;
    if (!this.#isFlat) return groups;
    return total === 0 ? [] : [{ group: 'all', count: total }];
  }

  at(index: number): StoreRow | undefined {
    return this.#rows.get(index);
  }

  /** Whether a row changed a moment ago. */
  isNew(name: string): boolean {
    return Date.now() - (this.#changed.get(name) ?? 0) < flashFor;
  }

  /** Begins anew with another filter; what is shown stays until the first answer. */
  async show(filter: StoreFilter): Promise<void> {
    this.#filter = filter;
    await this.reload(0);
  }

  /**
   * Reads anew what is in view. Rows that are not go, and are read when they are looked at.
   *
   * @param first index of the first row in view
   */
  async reload(first: number): Promise<void> {
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#loading = new Set();
    const from = pageOf(first);
    const { isFlat } = this.#filter;
    const fresh = new Map<number, StoreRow>();
    try {
      const pages = await Promise.all([...new Set([from, from + pageSize])].map((offset) => this.#read(offset)));
      for (const page of pages) page.items.forEach((row, at) => fresh.set(page.offset + at, row));
      this.list = pages[0];
      this.#isFlat = isFlat;
      this.error = undefined;
      this.misplaced = 0;
      this.#rows = fresh;
      this.#places = new Map([...fresh].map(([index, { name }]) => [name, index]));
      this.#catchUp();
    } catch (error) {
      if ((error as Error).name === 'AbortError') return;
      this.error = error;
    }
    this.#onChange();
  }

  /** Reads the pages that these rows are on and that were not read yet. */
  need(indexes: readonly number[]): void {
    const pages = new Set(indexes.filter((index) => !this.#rows.has(index)).map(pageOf));
    for (const offset of pages) if (!this.#loading.has(offset)) void this.#fill(offset);
  }

  /** Takes in what the stream tells: rows change where they stand. */
  take({ rows, gone }: StreamMessage<'stores'>): void {
    for (const row of rows) {
      if (this.#reading > 0) this.#meanwhile.set(row.name, row);
      this.#takeRow(row);
    }
    this.misplaced += gone.filter((name) => this.#places.has(name)).length;
    if (rows.length + gone.length > 0) this.#onChange();
  }

  stop(): void {
    this.#abort.abort();
  }

  #takeRow(row: StoreRow): void {
    const place = this.#places.get(row.name);
    const known = place === undefined ? undefined : this.#rows.get(place);
    const hasMoved = known?.phase !== row.phase || known.group !== row.group;
    if (known === undefined || (hasMoved && !this.#isFlat)) this.misplaced += 1;
    if (place === undefined) return;
    this.#rows.set(place, row);
    if (known?.phase !== row.phase) this.#changed.set(row.name, Date.now());
  }

  async #fill(offset: number): Promise<void> {
    const loading = this.#loading;
    loading.add(offset);
    try {
      const page = await this.#read(offset);
      if (loading !== this.#loading) return;
      page.items.forEach((row, at) => {
        this.#rows.set(offset + at, row);
        this.#places.set(row.name, offset + at);
      });
      this.#catchUp();
    } catch (error) {
      if (loading !== this.#loading) return;
      loading.delete(offset);
      this.error = error;
    }
    this.#onChange();
  }

  /** Puts what the stream told during a read over what was read. */
  #catchUp(): void {
    for (const [name, row] of this.#meanwhile) {
      const place = this.#places.get(name);
      if (place !== undefined) this.#rows.set(place, row);
    }
  }

  async #read(offset: number): Promise<StoreList> {
    const query = queryOf(this.#filter);
    query.set('offset', String(offset));
    query.set('limit', String(pageSize));
    this.#reading += 1;
    try {
      return await readApi<StoreList>(`/stores?${query.toString()}`, this.#abort.signal);
    } finally {
      this.#reading -= 1;
      // Whoever waits for this answer goes on before this is carried out.
      if (this.#reading === 0) setTimeout(() => this.#reading === 0 && this.#meanwhile.clear(), 0);
    }
  }
}

function pageOf(index: number): number {
  return Math.max(0, Math.floor(index / pageSize) * pageSize);
}

interface Paging<T> {
  /** What one page holds at most. */
  readonly pageSize: number;
  /** How many items are wanted at most. */
  readonly limit: number;
  /** Which items are wanted. Default: all. */
  readonly wanted?: (item: T) => boolean;
  /** How many pages are read at most. Default: as many as `limit` needs. */
  readonly pages?: number;
  /** @param page from 1 */
  readonly read: (page: number) => Promise<readonly T[]>;
}

/** Reads pages until one is not full or the limit is reached; `complete` says that there is no more. */
export async function pageThrough<T>(paging: Paging<T>): Promise<{ items: readonly T[]; complete: boolean }> {
  const { pageSize, limit, wanted = () => true, pages = Math.ceil(limit / pageSize) } = paging;
  const items: T[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const found = await paging.read(page);
    items.push(...found.filter(wanted));
    if (items.length > limit) return { items: items.slice(0, limit), complete: false };
    if (found.length < pageSize) return { items, complete: true };
  }
  return { items, complete: false };
}

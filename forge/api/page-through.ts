/** One page of a list. */
interface Page<T> {
  readonly items: readonly T[];
  /** Nothing comes after it. */
  readonly isLast: boolean;
}

interface Paging<T> {
  /** How many items are wanted at most. */
  readonly limit: number;
  /** How many pages are read at most. */
  readonly pages: number;
  /** Which items are wanted. Default: all. */
  readonly wanted?: (item: T) => boolean;
  /** @param page from 1 */
  readonly read: (page: number) => Promise<Page<T>>;
}

/** Reads pages until the last one or until the limit is reached; `complete` says that there is no more. */
export async function pageThrough<T>(paging: Paging<T>): Promise<{ items: readonly T[]; complete: boolean }> {
  const { limit, pages, wanted = () => true } = paging;
  const items: T[] = [];
  for (let page = 1; page <= pages; page += 1) {
    const found = await paging.read(page);
    items.push(...found.items.filter(wanted));
    if (items.length > limit) return { items: items.slice(0, limit), complete: false };
    if (found.isLast) return { items, complete: true };
  }
  return { items, complete: false };
}

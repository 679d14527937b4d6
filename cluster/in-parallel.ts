/**
 * Calls `work` for each item, at most `limit` at a time, in their order. Ends when all have ended; the first error of `work` ends it early.
 *
 * @example await inParallel(stores, 16, (store) => apply(store))
 */
export async function inParallel<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const lane = async (): Promise<void> => {
    for (let next = iterator.next(); next.done !== true; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: limit }, lane));
}

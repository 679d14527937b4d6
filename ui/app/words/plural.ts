/**
 * So many of something, in words.
 *
 * @param many @default one with an s
 * @example plural(1, 'store') // '1 store'
 * @example plural(2, 'closing is', 'closings are') // '2 closings are'
 */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** The fields that have a value: an absent field and one that is undefined are not the same in JSON. */
export function knownFields<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

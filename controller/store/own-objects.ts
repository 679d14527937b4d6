import type { LiveCache } from './dependencies.ts';
import type { LiveView } from './record.ts';

/** The live objects that carry the store's owner label. What belongs to another store, or to nobody, is not there for it. */
export function ownObjects(live: Pick<LiveCache, 'get' | 'ofStore'>, store: string): LiveView {
  const objects = live.ofStore(store);
  return {
    get(id) {
      const object = live.get(id);
      return object?.store === store ? object : undefined;
    },
    [Symbol.iterator]: () => objects[Symbol.iterator](),
  };
}

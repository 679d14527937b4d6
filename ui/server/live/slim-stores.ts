import type { StoreObject } from '../../../synth/spec/objects.ts';

type Fields = Record<string, unknown>;

/** Different parts that are remembered; a fleet has some hundred owners, and a handful of everything else. */
const mostParts = 2_000;
/** Longer parts are hardly the same twice, characters of JSON. */
const longest = 200;

/**
 * Store objects as they are kept, by the thousand: without what the UI never shows, which is most of one (what was applied is in the watch cache), and with what many have alike, or one has several times, kept
 * once. They are only read.
 */
export class SlimStores {
  readonly #parts = new Map<string, unknown>();

  of({ metadata, spec, status }: StoreObject): StoreObject {
    const told = { metadata, spec, status: { ...status, inventory: [], secrets: [] } };
    // A parsed object takes less than one that was put together field by field: V8 knows then how many it has.
    const store = JSON.parse(JSON.stringify(told)) as StoreObject;
    this.#share(store.metadata, ['labels', 'finalizers']);
    this.#share(store.spec, Object.keys(store.spec));
    this.#share(store.status, ['inventory', 'secrets']);
    shareTexts(store, new Map());
    return store;
  }

  #share(owner: object, names: readonly string[]): void {
    const fields = owner as Fields;
    for (const name of names) fields[name] = this.#shared(fields[name]);
  }

  #shared(part: unknown): unknown {
    if (typeof part !== 'object' || part === null) return part;
    const key = JSON.stringify(part);
    if (key.length > longest) return part;
    const kept = this.#parts.get(key);
    if (kept !== undefined) return kept;
    if (this.#parts.size >= mostParts) this.#parts.clear();
    // Nobody may write into what others have too.
    this.#parts.set(key, Object.freeze(part));
    return part;
  }
}

/** One stage ends when the next begins, and an object tells the same times and names in several places. */
function shareTexts(owner: object, texts: Map<string, string>): void {
  const fields = owner as Fields;
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') {
      const kept = texts.get(value) ?? value;
      texts.set(kept, kept);
      fields[name] = kept;
    } else if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) shareTexts(value, texts);
  }
}

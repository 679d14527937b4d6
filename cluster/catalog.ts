import type { KubeObject } from './object.ts';
import { compareResourceVersions } from './resource-version.ts';

/** The live objects of one kind by name, fed by a watch. */
export interface Catalog<T> {
  get(name: string): T | undefined;
  list(): Iterable<T>;
  /** Called after each change, with undefined when the object is gone. The result unsubscribes. */
  onChange(listener: (name: string, object: T | undefined) => void): () => void;
}

/** What a catalog needs to know of the objects that it holds. */
export interface CatalogEntry {
  readonly metadata: { readonly name: string; readonly uid: string; readonly resourceVersion: string };
}

export interface CatalogOptions<T> {
  /** Parses an object of the API server. @throws when this Urumi cannot read it */
  readonly parse: (object: KubeObject) => T;
  /** Called once for each revision of an object that cannot be parsed. */
  readonly report: (name: string, error: unknown) => void;
}

/** Names of removed objects that are remembered, so that an answer that comes late does not bring one back. */
const mostTombstones = 1000;

/**
 * The live objects of one kind by name, fed by a watch and by the answers to our own writes, whichever comes first.
 *
 * An object that cannot be parsed (a newer or older Urumi wrote it) is not shown, but never counts as gone either: what was last
 * understood of it stays, and `unreadable` names it.
 */
export class ObjectCatalog<T extends CatalogEntry> implements Catalog<T> {
  readonly #options: CatalogOptions<T>;
  readonly #objects = new Map<string, T>();
  readonly #unreadable = new Map<string, { readonly resourceVersion: string; readonly message: string }>();
  readonly #removed = new Map<string, string>();
  readonly #listeners = new Set<(name: string, object: T | undefined) => void>();

  constructor(options: CatalogOptions<T>) {
    this.#options = options;
  }

  get(name: string): T | undefined {
    return this.#objects.get(name);
  }

  list(): Iterable<T> {
    return this.#objects.values();
  }

  /** Objects that exist and cannot be read: name → why. */
  get unreadable(): ReadonlyMap<string, string> {
    return new Map([...this.#unreadable].map(([name, { message }]) => [name, message]));
  }

  onChange(listener: (name: string, object: T | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes in an object as an answer to one of our own writes shows it. The newest resourceVersion wins: the watch may have been faster. */
  take(object: KubeObject): void {
    const { name, resourceVersion = '0' } = object.metadata;
    const removed = this.#removed.get(name);
    if (removed === undefined || compareResourceVersions(resourceVersion, removed) > 0) this.follow(object);
  }

  /** Takes in an object as the watch shows it. A watch is in order: what it shows after a removal is there again. */
  follow(object: KubeObject): void {
    const { name, resourceVersion = '0' } = object.metadata;
    const known = this.#unreadable.get(name)?.resourceVersion ?? this.#objects.get(name)?.metadata.resourceVersion;
    if (known !== undefined && compareResourceVersions(resourceVersion, known) <= 0) return;
    this.#removed.delete(name);
    const parsed = this.#parse(object, resourceVersion);
    if (parsed === undefined) return;
    this.#unreadable.delete(name);
    this.#objects.set(name, parsed);
    this.#tell(name, parsed);
  }

  /**
   * Takes in that an object is gone.
   *
   * @param resourceVersion it is known to be gone as of this one; of another object by this name that is newer, nothing is said
   */
  drop(name: string, resourceVersion: string): void {
    const live = this.#objects.get(name);
    if (live !== undefined && compareResourceVersions(live.metadata.resourceVersion, resourceVersion) > 0) return;
    this.#unreadable.delete(name);
    this.#bury(name, resourceVersion);
    if (this.#objects.delete(name)) this.#tell(name, undefined);
  }

  #parse(object: KubeObject, resourceVersion: string): T | undefined {
    try {
      return this.#options.parse(object);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.#unreadable.set(object.metadata.name, { resourceVersion, message });
      this.#options.report(object.metadata.name, error);
      return undefined;
    }
  }

  #bury(name: string, resourceVersion: string): void {
    this.#removed.delete(name);
    this.#removed.set(name, resourceVersion);
    for (const oldest of this.#removed.keys()) {
      if (this.#removed.size <= mostTombstones) return;
      this.#removed.delete(oldest);
    }
  }

  #tell(name: string, object: T | undefined): void {
    for (const listener of this.#listeners) listener(name, object);
  }
}

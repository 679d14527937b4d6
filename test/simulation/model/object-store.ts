import { apiVersionOf, kindInfo, type KindInfo } from '../../../cluster/kinds.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { isSame } from '../../../cluster/is-same.ts';
import type { Tree } from './tree.ts';

/** A write that has happened. `before` is absent for a creation, `after` for a removal. */
export interface Write {
  readonly kind: KindInfo;
  readonly before?: KubeObject;
  readonly after?: KubeObject;
  /** What it made the resourceVersion. */
  readonly version: number;
}

export interface ObjectStoreOptions {
  readonly now: () => number;
  /** A new uid. */
  readonly uid: () => string;
}

/** Objects by kind and name with one counter of versions, as etcd keeps them; whoever listens hears of each write at once. Objects never change. */
export class ObjectStore {
  readonly #options: ObjectStoreOptions;
  /** By kind, namespace and name. */
  readonly #kinds = new Map<KindInfo, Map<string, Map<string, KubeObject>>>();
  readonly #history = new Map<KindInfo, Write[]>();
  readonly #listeners: ((write: Write) => void)[] = [];
  #version = 1000;
  #floor = 0;

  constructor(options: ObjectStoreOptions) {
    this.#options = options;
  }

  /** ms since the epoch. */
  now(): number {
    return this.#options.now();
  }

  /** The kinds that there have been objects of. */
  kinds(): KindInfo[] {
    return [...this.#kinds.keys()];
  }

  /** The version of the last write. */
  get version(): number {
    return this.#version;
  }

  /** Watches cannot go on from before this version. */
  get floor(): number {
    return this.#floor;
  }

  onWrite(listener: (write: Write) => void): void {
    this.#listeners.push(listener);
  }

  get(kind: KindInfo, namespace: string, name: string): KubeObject | undefined {
    return this.#kinds.get(kind)?.get(namespace)?.get(name);
  }

  /** By kind's name, for code that knows it: `find('Pod', 'store-x', 'web')`. */
  find(kind: string, namespace: string, name: string): KubeObject | undefined {
    return this.get(kindOfType(kind), namespace, name);
  }

  /** All objects of a kind (`Deployment.apps`), of one namespace when one is given, by namespace and name. */
  list(kind: KindInfo | string, namespace?: string): KubeObject[] {
    const homes = this.#kinds.get(typeof kind === 'string' ? kindOfType(kind) : kind);
    if (homes === undefined) return [];
    if (namespace !== undefined) return [...(homes.get(namespace)?.values() ?? [])];
    const all: KubeObject[] = [];
    for (const home of homes.values()) all.push(...home.values());
    return all;
  }

  /** Everything, or everything in one namespace. */
  *all(namespace?: string): Generator<KubeObject, void> {
    for (const kind of this.#kinds.keys()) yield* this.list(kind, namespace);
  }

  create(kind: KindInfo, object: KubeObject): KubeObject {
    const metadata = {
      ...object.metadata,
      uid: this.#options.uid(),
      creationTimestamp: seconds(this.#options.now()),
      ...(kind.countsGenerations && { generation: 1 }),
    };
    return this.#put(kind, undefined, { ...object, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata });
  }

  /** Replaces an object; one that is the same stays as it is. The generation counts changes outside metadata and status. */
  update(kind: KindInfo, before: KubeObject, after: KubeObject): KubeObject {
    if (isSame(before, after)) return before;
    const isNewSpec = kind.countsGenerations && !isSame(specOf(before), specOf(after));
    const isOnItsWay =
      before.metadata.deletionTimestamp === undefined && after.metadata.deletionTimestamp !== undefined;
    const generation = (before.metadata.generation ?? 0) + (isNewSpec || isOnItsWay ? 1 : 0);
    const metadata = kind.countsGenerations ? { ...after.metadata, generation } : after.metadata;
    return this.#put(kind, before, { ...after, metadata });
  }

  remove(kind: KindInfo, object: KubeObject): KubeObject {
    const { namespace = '', name } = object.metadata;
    this.#kinds.get(kind)?.get(namespace)?.delete(name);
    const version = ++this.#version;
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.#tell({ kind, before: last, version });
    return last;
  }

  /** The writes of a kind after a version, in order. */
  since(kind: KindInfo, version: number): readonly Write[] {
    return (this.#history.get(kind) ?? []).filter((write) => write.version > version);
  }

  /** Forgets history, as etcd does every five minutes: watches and lists that want to go on from before have to begin anew. */
  compact(): void {
    this.#floor = this.#version;
    this.#history.clear();
  }

  #put(kind: KindInfo, before: KubeObject | undefined, object: KubeObject): KubeObject {
    const version = ++this.#version;
    const after = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.#homeOf(kind, after.metadata.namespace ?? '').set(after.metadata.name, after);
    this.#tell({ kind, ...(before !== undefined && { before }), after, version });
    return after;
  }

  #homeOf(kind: KindInfo, namespace: string): Map<string, KubeObject> {
    const homes = this.#kinds.get(kind) ?? new Map<string, Map<string, KubeObject>>();
    this.#kinds.set(kind, homes);
    const home = homes.get(namespace) ?? new Map<string, KubeObject>();
    homes.set(namespace, home);
    return home;
  }

  #tell(write: Write): void {
    const history = this.#history.get(write.kind);
    if (history === undefined) this.#history.set(write.kind, [write]);
    else history.push(write);
    for (const listener of this.#listeners) listener(write);
  }
}

/** Times of the API server are whole seconds. */
export function seconds(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** The kind of a type as ids write it: `Pod`, `Deployment.apps`. */
export function kindOfType(type: string): KindInfo {
  const known = types.get(type);
  if (known !== undefined) return known;
  const dot = type.indexOf('.');
  const kind = dot < 0 ? kindInfo(type) : kindInfo(type.slice(0, dot), type.slice(dot + 1));
  types.set(type, kind);
  return kind;
}

const types = new Map<string, KindInfo>();

function specOf(object: KubeObject): Tree {
  const { metadata: _metadata, status: _status, ...spec } = object;
  return spec;
}

import { apiVersionOf, kindInfo, typeOf, type KindInfo } from '../../../cluster/kinds.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { isSame, type Tree } from './tree.ts';

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
  readonly #kinds = new Map<string, Map<string, KubeObject>>();
  readonly #history = new Map<string, Write[]>();
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
    return [...this.#kinds.keys()].map(kindOfType);
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
    return this.#kinds.get(typeOf(kind))?.get(`${namespace}/${name}`);
  }

  /** By kind's name, for code that knows it: `find('Pod', 'store-x', 'web')`. */
  find(kind: string, namespace: string, name: string): KubeObject | undefined {
    return this.get(kindOfType(kind), namespace, name);
  }

  /** All objects of a kind (`Deployment.apps`), of one namespace when one is given, by namespace and name. */
  list(kind: KindInfo | string, namespace?: string): KubeObject[] {
    const type = typeof kind === 'string' ? kind : typeOf(kind);
    const objects = [...(this.#kinds.get(type)?.values() ?? [])];
    return namespace === undefined ? objects : objects.filter(({ metadata }) => metadata.namespace === namespace);
  }

  /** Everything, or everything in one namespace. */
  *all(namespace?: string): Generator<KubeObject, void> {
    for (const type of this.#kinds.keys()) yield* this.list(type, namespace);
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
    this.#kinds.get(typeOf(kind))?.delete(keyOf(object));
    const version = ++this.#version;
    const last = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.#tell({ kind, before: last, version });
    return last;
  }

  /** The writes of a kind after a version, in order. */
  since(kind: KindInfo, version: number): readonly Write[] {
    return (this.#history.get(typeOf(kind)) ?? []).filter((write) => write.version > version);
  }

  /** Forgets history, as etcd does every five minutes: watches and lists that want to go on from before have to begin anew. */
  compact(): void {
    this.#floor = this.#version;
    this.#history.clear();
  }

  #put(kind: KindInfo, before: KubeObject | undefined, object: KubeObject): KubeObject {
    const version = ++this.#version;
    const after = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    const type = typeOf(kind);
    const objects = this.#kinds.get(type) ?? new Map<string, KubeObject>();
    this.#kinds.set(type, objects.set(keyOf(after), after));
    this.#tell({ kind, ...(before !== undefined && { before }), after, version });
    return after;
  }

  #tell(write: Write): void {
    const type = typeOf(write.kind);
    const history = this.#history.get(type);
    if (history === undefined) this.#history.set(type, [write]);
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
  const dot = type.indexOf('.');
  return dot < 0 ? kindInfo(type) : kindInfo(type.slice(0, dot), type.slice(dot + 1));
}

function keyOf({ metadata: { namespace = '', name } }: KubeObject): string {
  return `${namespace}/${name}`;
}

function specOf(object: KubeObject): Tree {
  const { metadata: _metadata, status: _status, ...spec } = object;
  return spec;
}

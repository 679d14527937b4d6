import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { kindInfo, type KindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { Reflector, ReflectorState } from '../../cluster/reflector.ts';
import { until } from '../harness/until.ts';

/** One object of a store, from its creation to its end. */
interface Sighting {
  readonly id: string;
  readonly uid: string;
  readonly namespace: string;
  /** ms since the epoch, in whole seconds: so Kubernetes tells it. */
  readonly createdAt: number;
  gone: boolean;
}

/** Hashes of a Secret's values, by key: the witness keeps no secrets. */
type Fingerprint = ReadonlyMap<string, string>;

const store = /^store-/;

/**
 * Sees, beside the controller and by no proxy, every Secret, volume claim and Job of the stores come, change and go, and notes what must never
 * happen.
 */
export class Witness {
  readonly #api: ApiConnection;
  readonly #stop = new AbortController();
  readonly #violations: string[] = [];
  readonly #seen = new Map<string, Sighting>();
  /** uid of the object that has an id now. */
  readonly #current = new Map<string, string>();
  readonly #fingerprints = new Map<string, Fingerprint>();
  /** Setups that run, by namespace: ids. */
  readonly #setups = new Map<string, Set<string>>();
  /** Names of the Stores that there ever were. */
  readonly stores = new Set<string>();
  /** Revisions that have closed a store. */
  readonly closingRevisions = new Set<string>();
  readonly #reflectors: Reflector<undefined>[] = [];
  #ended: Promise<unknown> = Promise.resolve();

  /** @param api an administrator's, without faults */
  constructor(api: ApiConnection) {
    this.#api = api;
  }

  /** Resolves when it sees everything. */
  async start(): Promise<void> {
    const kinds = [
      [kindInfo('Secret'), (object: KubeObject) => this.#noteSecret(object)],
      [kindInfo('PersistentVolumeClaim'), () => undefined],
      [kindInfo('Job', 'batch'), (object: KubeObject) => this.#noteJob(object)],
      [kindInfo('Store', 'urumi.dev'), (object: KubeObject) => this.#noteStore(object)],
    ] as const;
    const synced: Promise<void>[] = [];
    const runs = kinds.map(([kind, note]) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      synced.push(promise);
      return this.#follow(kind, note, resolve);
    });
    this.#ended = Promise.all(runs);
    await Promise.all(synced);
  }

  /** Resolves when it sees again, after the API server was away; what happened meanwhile has been told then. */
  async settled(timeoutMs = 60_000): Promise<void> {
    const isWatching = (): boolean => this.#reflectors.every(({ state }) => state === ReflectorState.Watching);
    await until('the witness watches', isWatching, { timeoutMs });
    // What a watch opens with is on its way.
    await sleep(500);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#ended;
  }

  /** What must never happen and did, and what is lost as of now: call it when everything is at rest. */
  async violations(): Promise<string[]> {
    const lost: string[] = [];
    for await (const { metadata } of listObjects(this.#api, kindInfo('Namespace'))) {
      const bornAt = Date.parse(metadata.creationTimestamp ?? '');
      for (const { id, namespace, createdAt, gone } of this.#seen.values()) {
        // A purge takes the namespace as well; what went while the namespace stayed is a loss.
        if (gone && namespace === metadata.name && createdAt >= bornAt && !id.startsWith('Job'))
          lost.push(`${id} was lost`);
      }
    }
    return [...this.#violations, ...lost];
  }

  /** Whether an object is there, as far as has been seen. */
  sees(id: string): boolean {
    return this.#current.has(id);
  }

  /** How often each Job of a store was made, by the Job's name. */
  jobsOf(namespace: string): ReadonlyMap<string, number> {
    const made = new Map<string, number>();
    for (const { id, namespace: home } of this.#seen.values()) {
      if (home === namespace && id.startsWith('Job')) made.set(id, (made.get(id) ?? 0) + 1);
    }
    return made;
  }

  #follow(kind: KindInfo, note: (object: KubeObject) => void, onSynced: () => void): Promise<void> {
    const reflector = new Reflector<undefined>({
      api: this.#api,
      clock: systemClock,
      random: Math.random,
      kind,
      metadataOnly: false,
      project: () => undefined,
      onUpsert: (id, _nothing, object) => {
        // The Jobs of a CronJob come and go as they like.
        if (object.metadata.ownerReferences !== undefined) return;
        this.#sight(id, object);
        note(object);
      },
      onDelete: (id) => this.#end(id),
      onSynced,
    });
    this.#reflectors.push(reflector);
    return reflector.run(this.#stop.signal);
  }

  #sight(id: string, { metadata }: KubeObject): void {
    const { uid = '', namespace = '', creationTimestamp = '' } = metadata;
    if (!store.test(namespace)) return;
    if (this.#current.get(id) !== uid) this.#end(id);
    this.#current.set(id, uid);
    if (!this.#seen.has(uid)) {
      this.#seen.set(uid, { id, uid, namespace, createdAt: Date.parse(creationTimestamp), gone: false });
    }
  }

  #end(id: string): void {
    const sighting = this.#seen.get(this.#current.get(id) ?? '');
    if (sighting === undefined) return;
    sighting.gone = true;
    this.#current.delete(id);
    this.#setups.get(sighting.namespace)?.delete(id);
  }

  #noteSecret(object: KubeObject): void {
    const { uid = '', namespace = '', name } = object.metadata;
    if (!store.test(namespace)) return;
    const data = (object['data'] ?? {}) as Record<string, string>;
    const now = new Map(Object.entries(data).map(([key, value]) => [key, hash(value)]));
    for (const [key, value] of this.#fingerprints.get(uid) ?? []) {
      if (now.get(key) !== value) this.#violations.push(`key ${key} of Secret ${namespace}/${name} has changed`);
    }
    this.#fingerprints.set(uid, now);
  }

  #noteJob(object: KubeObject): void {
    const { namespace = '', name } = object.metadata;
    if (!store.test(namespace) || !name.startsWith('setup-')) return;
    const id = `Job.batch/${namespace}/${name}`;
    const running = this.#setups.get(namespace) ?? new Set<string>();
    this.#setups.set(namespace, running);
    const { conditions = [] } = (object['status'] ?? {}) as { conditions?: { type: string; status: string }[] };
    const isOver = conditions.some(({ type, status }) => ['Complete', 'Failed'].includes(type) && status === 'True');
    if (isOver) running.delete(id);
    else running.add(id);
    if (running.size > 1) this.#violations.push(`two setups at once in ${namespace}: ${[...running].join(', ')}`);
  }

  #noteStore(object: KubeObject): void {
    const { closure } = object['spec'] as { closure?: { revision: string } };
    this.stores.add(object.metadata.name);
    if (closure !== undefined) this.closingRevisions.add(closure.revision);
  }
}

function hash(value: string): string {
  return createHash('sha256').update(value).digest('base64');
}

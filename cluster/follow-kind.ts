import type { Clock } from './clock.ts';
import type { ApiConnection } from './connection.ts';
import type { KindInfo } from './kinds.ts';
import { parseObjectId } from './object-id.ts';
import { Reflector, ReflectorState } from './reflector.ts';
import type { CatalogEntry, ObjectCatalog } from './catalog.ts';
import type { Log } from './log.ts';

export interface FollowOptions<T extends CatalogEntry> {
  readonly api: ApiConnection;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly kind: KindInfo;
  readonly namespace: string;
  readonly catalog: ObjectCatalog<T>;
  readonly log: Log;
}

/** A catalog that is being fed. */
export interface Following {
  /** Resolves when the catalog is complete for the first time; rejects when the signal is aborted before. */
  readonly synced: Promise<void>;
  /** ms since the catalog was known to be up to date. */
  ageMs(): number;
  /** The API server did not answer, or not as it should, and is asked again later. */
  isFailing(): boolean;
  /** Resolves when the feeding has ended, after the signal. */
  readonly ended: Promise<void>;
}

/** Feeds a catalog with the objects of one kind and namespace from a watch until the signal is aborted. */
export function followKind<T extends CatalogEntry>(options: FollowOptions<T>, signal: AbortSignal): Following {
  const { api, clock, random, kind, namespace, catalog, log } = options;
  const { promise: synced, resolve, reject } = Promise.withResolvers<void>();
  const reflector = new Reflector<undefined>({
    api,
    clock,
    random,
    kind,
    namespace,
    log,
    project: () => undefined,
    onUpsert: (_id, _nothing, object) => catalog.follow(object),
    onDelete: (id, resourceVersion) => catalog.drop(parseObjectId(id).name, resourceVersion),
    onSynced: resolve,
  });
  // What our own writes made may vanish while there is no watch: the next list has to notice.
  const unsubscribe = catalog.onChange((name, object) => {
    if (object !== undefined) reflector.expect(`${kind.kind}.${kind.group}/${namespace}/${name}`);
  });
  const ended = reflector.run(signal).finally(() => {
    unsubscribe();
    reject(signal.reason);
  });
  synced.catch(() => undefined); // whoever waits for it hears of it
  const isFailing = (): boolean => reflector.state === ReflectorState.Waiting;
  return { synced, ended, isFailing, ageMs: () => reflector.ageMs() };
}

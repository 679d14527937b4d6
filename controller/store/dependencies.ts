import type { Clock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import type { WatchCache } from '../../cluster/watch-cache.ts';
import type { Log } from '../../cluster/log.ts';
import type { Catalog } from '../../cluster/catalog.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import type { SynthesiseIndexed } from './desired-source.ts';
import type { RandomBytes } from './secret-values.ts';

/** What the watch cache does for the store loop. */
export type LiveCache = Pick<WatchCache, 'get' | 'ofStore' | 'observe' | 'observeDeleting' | 'onChange'>;

/** All that the store loop touches: passed in, so that it runs unchanged against a model. */
export interface StoreLoopDependencies {
  readonly api: ApiConnection;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly randomBytes: RandomBytes;
  readonly stores: Catalog<StoreObject> & { observe?: (object: StoreObject) => void };
  readonly fleets: Catalog<FleetObject>;
  readonly live: LiveCache;
  readonly log: Log;
  /** The reportingInstance of Events. */
  readonly identity: string;
  /** @default the synthesiser itself */
  readonly synthesise?: SynthesiseIndexed;
  /** Stores that are worked on at once; one that waits is not worked on. Default 32. */
  readonly concurrency?: number;
}

import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { systemClock, type Clock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { isApiError } from '../../cluster/errors.ts';
import { fenced } from '../../cluster/fenced-connection.ts';
import { health } from '../../cluster/health/health.ts';
import { LeaderLease } from '../../cluster/leader-lease.ts';
import { WatchCache } from '../../cluster/watch-cache.ts';
import type { CredentialSource } from '../../forge/repository/credentials.ts';
import { RepositoryMirror } from '../../forge/repository/mirror.ts';
import type { ReadyCheck } from '../../serving/health-routes.ts';
import { startHealthServer } from '../../serving/health-server.ts';
import type { Listener } from '../../serving/listen.ts';
import { staleness } from '../../serving/staleness.ts';
import {
  annotations,
  apiGroup,
  apiVersion,
  controllerLease,
  labels,
  managedByUrumi,
  namespaceOf,
} from '../../synth/spec/names.ts';
import { ObjectCatalog } from '../../cluster/catalog.ts';
import { FleetLoop } from '../fleet/fleet-loop.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { followKind, type Following } from '../../cluster/follow-kind.ts';
import type { Log } from '../../cluster/log.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { StoreLoop } from '../store/store-loop.ts';
import { ControllerError } from './controller-error.ts';
import { registerControllerMetrics } from './controller-metrics.ts';
import { watchedKinds } from '../../cluster/watched-kinds.ts';

export interface ControllerOptions {
  /** Closed by whoever opened it. */
  readonly api: ApiConnection & { readonly server?: string };
  /** Where Store and Fleet objects are. */
  readonly namespace: string;
  /** Names this process in Events: a host or pod name. */
  readonly identity: string;
  readonly log: Log;
  /** This process's name among those that may lead, of which one does at a time; absent: this one leads, and nobody is asked. */
  readonly candidate?: string;
  /** Told the leader's name while this process stands by. */
  readonly onStandBy?: (leader: string) => void;
  /** Where mirrors of the stores repos are kept. Losing it costs a clone; no two processes may share it. */
  readonly dataDir: string;
  /** Port of health, readiness and metrics; 0: any free one; absent: none are served. */
  readonly port?: number;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** Where the metrics are registered; give the connection's, so that requests are among them. @default one of its own */
  readonly registry?: Registry;
  /** @default the system's */
  readonly clock?: Clock;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
}

export interface RunningController {
  /** Of the HTTP server; undefined without one. */
  readonly port: number | undefined;
  /** Resolves when the caches are in sync and the loops run, which one that stands by waits for; rejects when it is stopped before. */
  readonly ready: Promise<void>;
  /** Rejects with a LeaseLostError when another process leads from now on: this one must be stopped. Never resolves. */
  readonly lost: Promise<never>;
  /** A push was heard of: fetches the fleet's repository now. */
  poke(fleet: string): void;
  /** Ends both loops, requests under way included, and resolves when nothing runs any more. */
  stop(): Promise<void>;
}

/** Asks once. An API server that does not answer for a while is no reason to end: the watches wait for it. */
async function checkInstalled({ api, log }: ControllerOptions): Promise<void> {
  try {
    await api.request({ method: 'GET', path: `/apis/${apiVersion}` });
  } catch (error) {
    if (isApiError(error, 'NotFound')) throw new ControllerError(api.server ?? 'this cluster', error);
    if (!isApiError(error) || !error.retryable) throw error;
    log.warn({ error: String(error) }, 'the API server does not answer yet; it is waited for');
  }
}

function openRepository(options: ControllerOptions) {
  return ({ metadata, spec }: FleetObject, credentials: CredentialSource | undefined): RepositoryMirror =>
    new RepositoryMirror({
      url: spec.source.url,
      branch: spec.source.branch,
      directory: join(options.dataDir, 'fleets', metadata.name),
      credentials,
    });
}

function catalogOf<T extends StoreObject | FleetObject>(
  parse: (object: Parameters<typeof parseStoreObject>[0]) => T,
  log: Log,
): ObjectCatalog<T> {
  const report = (name: string, error: unknown): void => {
    log.error(
      { object: name, error: String(error) },
      'an object was written by another version of Urumi and is left alone',
    );
  };
  return new ObjectCatalog<T>({ parse, report });
}

/** All parts of a controller, wired and not yet started. */
function assemble({ clock = systemClock, random = Math.random, ...options }: ControllerOptions) {
  const { api, namespace, identity, log, candidate, onStandBy } = options;
  const own = { api, clock, random, namespace, log };
  const lease =
    candidate === undefined
      ? undefined
      : new LeaderLease({ ...own, name: controllerLease, identity: candidate, onStandBy });
  const stores = catalogOf(parseStoreObject, log);
  const fleets = catalogOf(parseFleetObject, log);
  const live = new WatchCache({
    api,
    clock,
    random,
    kinds: watchedKinds(namespaceOf('')),
    ownerLabel: labels.store,
    componentLabel: labels.component,
    selector: `${labels.managedBy}=${managedByUrumi}`,
    health,
    noteAnnotation: annotations.breakGlass,
    log,
  });
  const writer = lease === undefined ? api : fenced(api, lease);
  const shared = { api: writer, clock, random, stores, fleets, log, identity };
  const fleetLoop = new FleetLoop({ ...shared, openRepository: openRepository(options) });
  const storeLoop = new StoreLoop({ ...shared, live, randomBytes });
  const follow = (signal: AbortSignal): Following[] => [
    followKind({ ...own, kind: kindInfo('Store', apiGroup), catalog: stores }, signal),
    followKind({ ...own, kind: kindInfo('Fleet', apiGroup), catalog: fleets }, signal),
  ];
  return { stores, fleets, live, fleetLoop, storeLoop, follow, lease };
}

async function serve(options: ControllerOptions, metrics: Registry, ready: ReadyCheck): Promise<Listener | undefined> {
  const { port, host, log } = options;
  if (port === undefined) return undefined;
  return await startHealthServer({ port, host, ready, metrics, log });
}

/**
 * Starts the controller: watches, the fleet loop, the store loop, and an HTTP server when a port is given. The loops begin when the caches
 * are complete; until then `/readyz` says what is waited for. Of several candidates one leads, and the others stand by with complete caches.
 *
 * @throws ControllerError when the cluster was not prepared; ApiError when it refuses us. One that is away is waited for
 */
export async function startController(options: ControllerOptions): Promise<RunningController> {
  await checkInstalled(options);
  const { log, registry = new Registry() } = options;
  const { stores, fleets, live, fleetLoop, storeLoop, follow, lease } = assemble(options);
  const followings: Following[] = [];
  const ageMs = (): number => Math.max(live.freshness().ageMs, ...followings.map((following) => following.ageMs()));
  let isSynced = false;
  const notReady = (): string[] => (isSynced ? staleness(ageMs()) : ['the caches are not complete yet']);
  const server = await serve(options, registry, notReady);
  const measured = {
    stores,
    fleets,
    queueDepth: () => storeLoop.depth,
    watchAgeMs: ageMs,
    cachedObjects: () => live.size,
    leads: () => lease?.isHeld ?? true,
  };
  const unregister = registerControllerMetrics(registry, measured);

  const abort = new AbortController();
  followings.push(...follow(abort.signal));
  const watching = live.start(abort.signal);
  const { promise: lost, reject: lose } = Promise.withResolvers<never>();
  lost.catch(() => undefined); // as with `ready`
  let leading: Promise<void> | undefined;
  const begin = async (): Promise<void> => {
    await Promise.all([live.synced(), ...followings.map(({ synced }) => synced)]);
    isSynced = true;
    await lease?.acquire(abort.signal);
    abort.signal.throwIfAborted();
    fleetLoop.start();
    storeLoop.start();
    leading = lease?.keep(abort.signal).catch(lose);
    log.info({ objects: live.size }, 'the controller runs');
  };
  const ready = begin();
  ready.catch(() => undefined); // whoever waits for it hears of it
  return {
    port: server?.port,
    ready,
    lost,
    poke: (fleet) => fleetLoop.poke(fleet),
    async stop() {
      isSynced = false;
      abort.abort(new Error('the controller stops'));
      await Promise.all([fleetLoop.stop(), storeLoop.stop(), leading]);
      await ready.catch(() => undefined); // whoever waits for it hears of it
      // Not before the loops have ended: the next leader begins at once.
      await lease?.release();
      await Promise.all([watching, ...followings.map(({ ended }) => ended)]);
      unregister();
      await server?.close();
      log.info({}, 'the controller has stopped');
    },
  };
}

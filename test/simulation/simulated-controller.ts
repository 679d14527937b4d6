import { health } from '../../cluster/health/health.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { WatchCache } from '../../cluster/watch-cache.ts';
import { ObjectCatalog } from '../../cluster/catalog.ts';
import { FleetLoop } from '../../controller/fleet/fleet-loop.ts';
import type { StoresRepository } from '../../controller/fleet/stores-repository.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { followKind } from '../../cluster/follow-kind.ts';
import type { Log } from '../../cluster/log.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { watchedKinds } from '../../cluster/watched-kinds.ts';
import { StoreLoop } from '../../controller/store/store-loop.ts';
import type { SeededRandom } from '../../controller/store/testing/seeded-random.ts';
import type { Clock } from '../../cluster/clock.ts';
import { apiGroup, labels, managedByUrumi, namespaceOf, systemNamespace } from '../../synth/spec/names.ts';
import { rememberedSynthesis } from './remembered-synthesis.ts';

export interface SimulatedControllerOptions {
  readonly api: ApiConnection;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly log: Log;
  readonly openRepository: () => StoresRepository;
}

/**
 * The parts of controller/process/start-controller.ts, wired as there, without its HTTP server: one process, from its start until it is killed.
 *
 * @returns asks for a fetch, as a webhook does
 */
export function startSimulatedController({
  api,
  clock,
  random,
  log,
  openRepository,
}: SimulatedControllerOptions): () => void {
  const report = (name: string, error: unknown): void => log.error({ name, error: String(error) }, 'unreadable');
  const stores = new ObjectCatalog({ parse: parseStoreObject, report });
  const fleets = new ObjectCatalog({ parse: parseFleetObject, report });
  const next = (): number => random.next();
  const live = new WatchCache({
    api,
    clock,
    random: next,
    kinds: watchedKinds(namespaceOf('')),
    ownerLabel: labels.store,
    componentLabel: labels.component,
    selector: `${labels.managedBy}=${managedByUrumi}`,
    health,
    log,
  });
  const shared = { api, clock, random: next, stores, fleets, log, identity: 'simulation' };
  const fleetLoop = new FleetLoop({ ...shared, openRepository });
  const randomBytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => random.below(256));
  const storeLoop = new StoreLoop({ ...shared, live, randomBytes, synthesise: rememberedSynthesis });
  // A process that is killed is never stopped: its signal is for good.
  const { signal } = new AbortController();
  const followed = { api, clock, random: next, namespace: systemNamespace, log };
  const followings = [
    followKind({ ...followed, kind: kindInfo('Store', apiGroup), catalog: stores }, signal),
    followKind({ ...followed, kind: kindInfo('Fleet', apiGroup), catalog: fleets }, signal),
  ];
  void live.start(signal);
  void Promise.all([live.synced(), ...followings.map(({ synced }) => synced)]).then(() => {
    fleetLoop.start();
    storeLoop.start();
  });
  return () => fleetLoop.poke('shops');
}

import type { Clock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import type { CredentialSource } from '../../forge/repository/credentials.ts';
import type { ObjectCatalog } from '../../cluster/catalog.ts';
import type { Log } from '../../cluster/log.ts';
import type { FleetObject, StoreObject } from '../../synth/spec/objects.ts';
import type { StoresRepository } from './stores-repository.ts';

/** All that the fleet loop touches: passed in, so that it runs unchanged against models of the API server and of Git. */
export interface FleetLoopDependencies {
  readonly api: ApiConnection;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly stores: ObjectCatalog<StoreObject>;
  readonly fleets: ObjectCatalog<FleetObject>;
  /**
   * Opens the mirror of a fleet's repository. Called again when the fleet's source has changed, after the old one was closed.
   *
   * @param credentials absent when the fleet names no Secret
   */
  readonly openRepository: (fleet: FleetObject, credentials: CredentialSource | undefined) => StoresRepository;
  readonly log: Log;
  /** The reportingInstance of Events. */
  readonly identity: string;
}

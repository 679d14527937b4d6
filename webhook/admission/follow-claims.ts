import type { Clock } from '../../cluster/clock.ts';
import type { ApiConnection } from '../../cluster/connection.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { parseObjectId } from '../../cluster/object-id.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { Reflector } from '../../cluster/reflector.ts';
import { apiGroup } from '../../synth/spec/names.ts';
import type { Log } from '../../cluster/log.ts';
import type { ClusterClaims } from './cluster-claims.ts';
import { liveFleet, liveStore } from './live-objects.ts';

export interface FollowClaimsOptions {
  readonly api: ApiConnection;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly namespace: string;
  readonly log: Log;
}

/** Claims that are being kept up to date. */
export interface FollowedClaims {
  /** Resolves when they are complete for the first time; rejects when the signal is aborted before. */
  readonly synced: Promise<void>;
  /** ms since they were known to be up to date. */
  ageMs(): number;
  /** Resolves when the watches have ended, after the signal. */
  readonly ended: Promise<void>;
}

/** Feeds the claims from watches of Stores and Fleets until the signal is aborted. */
export function followClaims(claims: ClusterClaims, options: FollowClaimsOptions, signal: AbortSignal): FollowedClaims {
  const stores = follow('Store', options, {
    set: (object) => claims.setStore(liveStore(object)),
    delete: (name) => claims.deleteStore(name),
  });
  const fleets = follow('Fleet', options, {
    // Of a fleet that another version wrote, what was last understood stays.
    set: (object) => {
      const fleet = liveFleet(object);
      if (fleet !== undefined) claims.setFleet(fleet);
      else options.log.warn({ fleet: object.metadata.name }, 'a Fleet was written by another version of Urumi');
    },
    delete: (name) => claims.deleteFleet(name),
  });
  const { promise: cancelled, reject } = Promise.withResolvers<never>();
  cancelled.catch(() => undefined); // whoever waits for `synced` hears of it
  const all = [stores, fleets];
  const synced = Promise.race([Promise.all(all.map((one) => one.synced)), cancelled]).then(() => undefined);
  synced.catch(() => undefined);
  const ended = Promise.all(all.map(({ reflector }) => reflector.run(signal))).then(() => reject(signal.reason));
  return { synced, ended, ageMs: () => Math.max(...all.map(({ reflector }) => reflector.ageMs())) };
}

interface Sink {
  set(object: KubeObject): void;
  delete(name: string): void;
}

function follow(kind: 'Store' | 'Fleet', options: FollowClaimsOptions, sink: Sink) {
  const { promise: synced, resolve } = Promise.withResolvers<void>();
  const reflector = new Reflector<undefined>({
    ...options,
    kind: kindInfo(kind, apiGroup),
    project: () => undefined,
    onUpsert: (_id, _nothing, object) => sink.set(object),
    onDelete: (id) => sink.delete(parseObjectId(id).name),
    onSynced: resolve,
  });
  return { reflector, synced };
}

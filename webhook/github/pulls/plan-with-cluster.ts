import type { ApiConnection } from '../../../cluster/connection.ts';
import type { ObjectCatalog } from '../../../cluster/catalog.ts';
import { planLive } from '../../../plan/live/plan-live.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';
import type { MakePlan } from './pull-planner.ts';

export interface ClusterKnowledge {
  readonly api: ApiConnection;
  readonly namespace: string;
  readonly stores: ObjectCatalog<StoreObject>;
  readonly fleets: ObjectCatalog<FleetObject>;
}

/**
 * A pull request waits for the cluster's answers no longer than this, ms; what was not asked by then is reported as not checked. With what comes before and
 * after, the comment is there within 20 s.
 */
const timeoutMs = 15_000;

/** Plans against the stores that run, as the watches know them, and asks the API server about every change. */
export function planWithCluster({ api, namespace, stores, fleets }: ClusterKnowledge): MakePlan {
  return (input, { read, signal }) => {
    const view = { stores: [...stores.list()], unreadable: stores.unreadable, fleets: [...fleets.list()] };
    return planLive(input, { api, namespace, view, read, signal, timeoutMs });
  };
}

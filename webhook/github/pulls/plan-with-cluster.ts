import type { ApiConnection } from '../../../cluster/connection.ts';
import type { ObjectCatalog } from '../../../cluster/catalog.ts';
import { makePlan } from '../../../plan/make-plan.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';
import type { MakePlan } from './pull-planner.ts';

export interface ClusterKnowledge {
  readonly api: ApiConnection;
  readonly namespace: string;
  readonly stores: ObjectCatalog<StoreObject>;
  readonly fleets: ObjectCatalog<FleetObject>;
}

/** Plans against the stores that run, as the watches know them. */
export function planWithCluster(_knowledge: ClusterKnowledge): MakePlan {
  return (input, sources) => makePlan(input, sources);
}

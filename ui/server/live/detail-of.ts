import { adminLogin } from '../../../synth/engines/admin-login.ts';
import type { LiveObject } from '../../../cluster/object.ts';
import { durationMs } from '../../../synth/spec/scalars.ts';
import { parseObjectId } from '../../../cluster/object-id.ts';
import { explainStore } from '../../../plan/explain/explain-store.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';
import type { PodView, StoreDetail } from '../api/store-detail.ts';
import type { StoreRow } from '../api/store-row.ts';
import { commandsOf } from './commands-of.ts';
import { objectTree } from './object-tree.ts';
import type { PodFacts } from './pod-facts.ts';

const mostObjects = 500;
const mostPods = 200;

/** All that the picture has of one store. */
export interface StoreParts {
  readonly store: StoreObject;
  readonly row: StoreRow;
  /** Absent when it is gone. */
  readonly fleet?: FleetObject | undefined;
  readonly objects: readonly LiveObject[];
  readonly pods: readonly PodFacts[];
  readonly usual: StoreDetail['usual'];
}

function podView({ id, component, health, restarts, node, createdAt, containers }: PodFacts): PodView {
  const { name } = parseObjectId(id);
  return {
    name,
    component,
    ...health,
    restarts,
    node,
    containers: [...containers],
    ...(createdAt !== undefined && { createdAt: new Date(createdAt * 1_000).toISOString() }),
  };
}

/** What closing a store would do to its data. */
export function deletionOf({ spec }: StoreObject, fleet: FleetObject | undefined): StoreDetail['deletion'] {
  const { policy, retention = fleet?.spec.retention ?? '7d', protected: isProtected } = spec.deletion;
  const kept = policy === 'Delete' ? '0s' : retention;
  return { policy, retention: kept, retentionMs: durationMs(kept), protected: isProtected };
}

/** Everything that the page of one store shows. Pure. */
export function detailOf({ store, row, fleet, objects, pods, usual }: StoreParts): StoreDetail {
  const { status, spec } = store;
  const told = explainStore({ store, events: [], ...(fleet !== undefined && { fleet }) });
  const deadline = told.stage?.deadline;
  return {
    ...row,
    ...(told.file !== undefined && { file: told.file }),
    next: [...told.next],
    todo: [...told.todo],
    ...(deadline !== undefined && { deadline }),
    ...(told.adminUrl !== undefined && { adminUrl: told.adminUrl }),
    adminUser: adminLogin(spec, URL.parse(status.url ?? '')?.hostname ?? ''),
    suspended: spec.suspended,
    deletion: deletionOf(store, fleet),
    ...(told.closedBy !== undefined && { closedBy: told.closedBy }),
    ...(status.startedAt !== undefined && { startedAt: status.startedAt }),
    stages: status.stages,
    usual,
    conditions: status.conditions,
    history: status.history,
    volumes: status.volumes,
    objects: objectTree([...objects, ...pods], mostObjects),
    pods: pods
      .map(podView)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .slice(0, mostPods),
    commands: commandsOf(store),
  };
}

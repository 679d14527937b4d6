import type { ApiConnection } from '../../cluster/connection.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { apiVersion, labels, systemNamespace } from '../../synth/spec/names.ts';
import type { StoreObject } from '../../synth/spec/objects.ts';
import { filesOf } from '../changed-stores.ts';
import { makePlan, type PlanSources } from '../make-plan.ts';
import type { PlanInput } from '../plan-input.ts';
import type { PlanReport } from '../plan-report.ts';
import type { PlannedStore } from '../plan-store.ts';
import { closedManifest, storeManifest } from '../store-manifest.ts';
import { checkStores } from './check-store.ts';
import { readClusterView, type ClusterView } from './cluster-view.ts';
import { liveFleet } from './live-fleet.ts';

/** Where a live plan gets its facts from. */
export interface LivePlanSources extends Omit<PlanSources, 'check'> {
  readonly api: ApiConnection;
  /** The Store and Fleet objects, where they are at hand. @default they are listed */
  readonly view?: ClusterView;
  /** Of the Store and Fleet objects. @default urumi-system */
  readonly namespace?: string;
  /** So long the cluster is asked, ms; what could not be asked by then is reported. @default 60,000 */
  readonly timeoutMs?: number;
}

/**
 * What merging `head` would do to the cluster as it is: the plan against the live stores, and a server-side dry run, as the controller
 * would apply it, of every Store and every object that is created or changed. Nothing is stored. Only stores that change are asked about, four at a
 * time, each with four requests at a time.
 *
 * Whoever asks needs the right to get and list what stores are made of, and to create and patch it: RBAC knows no dry run.
 *
 * @throws ApiError when the stores cannot be listed; whatever `sources.read` throws; the signal's reason
 */
export async function planLive(question: Omit<PlanInput, 'live'>, sources: LivePlanSources): Promise<PlanReport> {
  const { api, namespace = systemNamespace, timeoutMs = 60_000, view: given, ...rest } = sources;
  const { signal } = rest;
  const view = given ?? (await readClusterView(api, namespace, signal));
  const { name } = question.fleet;
  const input = { ...question, live: liveFleet(view, name, question.now) };
  const stores = new Map([...view.stores].filter((store) => isOf(name, store)).map((one) => [one.metadata.name, one]));
  const check = checkStores({
    api,
    stores,
    storeObject: storeObjects(input, { stores, namespace }),
    deadline: AbortSignal.timeout(timeoutMs),
    signal,
  });
  return await makePlan(input, { ...rest, check });
}

function isOf(fleet: string, { metadata }: StoreObject): boolean {
  return metadata.labels[labels.fleet] === fleet;
}

interface Place {
  readonly stores: ReadonlyMap<string, StoreObject>;
  readonly namespace: string;
}

/** The Store object as the fleet loop would apply it; undefined for a store that stays as it is. */
function storeObjects({ head, fleet, now }: PlanInput, { stores, namespace }: Place) {
  const blobs = filesOf(head.tree);
  return ({ report, file }: PlannedStore): KubeObject | undefined => {
    const { name, change, purgeAt } = report;
    if (file !== undefined) {
      const path = file.claim.file;
      const applied = { name, path, blob: blobs.get(path) ?? '', revision: head.id, file };
      return storeManifest({ name: fleet.name, namespace }, applied);
    }
    const live = stores.get(name);
    if (change !== 'closed' || purgeAt === undefined || live === undefined) return undefined;
    return closingObject(live, { at: new Date(now).toISOString(), revision: head.id, purgeAt });
  };
}

/** Whatever has changed since the store was listed does not matter here. */
function closingObject({ metadata, spec }: StoreObject, closure: Parameters<typeof closedManifest>[1]): KubeObject {
  const { name, namespace, uid } = metadata;
  const { labels: own, annotations, finalizers } = metadata;
  const live = {
    apiVersion,
    kind: 'Store',
    metadata: {
      name,
      namespace,
      uid,
      labels: { ...own },
      annotations: { ...annotations },
      finalizers: [...finalizers],
    },
    spec,
  };
  return closedManifest(live, closure);
}

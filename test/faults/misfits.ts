import type { ApiConnection } from '../../cluster/connection.ts';
import { kindInfo } from '../../cluster/kinds.ts';
import { listObjects } from '../../cluster/list.ts';
import { objectId } from '../../cluster/object-id.ts';
import type { KubeObject } from '../../cluster/object.ts';
import { watchedKinds } from '../../cluster/watched-kinds.ts';
import { parseFleetObject, parseStoreObject } from '../../synth/spec/parse-objects.ts';
import { indexOf, type Desired } from '../../controller/store/desired.ts';
import { wantedIds } from '../../controller/store/inventory.ts';
import { kindOf } from '../../controller/store/kind-of.ts';
import { labels, managedByUrumi, namespaceOf } from '../../synth/spec/names.ts';
import { synthesise } from '../../synth/synthesise.ts';

/** How a store is meant to end up: running, closed with its data kept, or gone with all it had. */
export type Goal = 'Ready' | 'Closed' | 'gone';

/** What a store keeps its data in: what somebody saw of it has to be there. */
const data: ReadonlySet<string> = new Set(['PersistentVolumeClaim', 'Secret']);
const selector = `${labels.managedBy}=${managedByUrumi}`;

/** What the cluster is compared with. */
export interface Expectations {
  /** The Fleet object that the stores belong to. */
  readonly fleet: KubeObject;
  readonly goals: ReadonlyMap<string, Goal>;
  /** Whether somebody saw an object with data come, and not go. */
  readonly isKnown: (id: string) => boolean;
}

/**
 * Compares all that is in the cluster of the stores with what should be: what is missing, and what was leaked. Every namespace is looked into,
 * and PersistentVolumes that belong to no claim count as leaked.
 *
 * @returns one line each; empty when everything is as it should be
 */
export async function misfits(api: ApiConnection, { fleet, goals, isKnown }: Expectations): Promise<string[]> {
  const open = new Map<string, KubeObject>();
  for await (const store of listObjects(api, kindInfo('Store', 'urumi.dev'))) open.set(store.metadata.name, store);
  const required = new Set<string>();
  const allowed = new Set<string>();
  for (const [name, goal] of goals) {
    const store = open.get(name);
    if (store === undefined || goal === 'gone') continue;
    const desired = desiredOf(store, fleet);
    const all = idsOf(desired, goal);
    for (const id of all) allowed.add(id);
    for (const id of goal === 'Ready' ? all : keptOf(desired, isKnown)) required.add(id);
  }
  const found = await ownObjects(api);
  return [
    ...misplacedStores(new Set(open.keys()), goals),
    ...[...required.difference(found)].map((id) => `${id} is missing`),
    ...[...found.difference(allowed)].map((id) => `${id} was leaked`),
    ...(await strayVolumes(api)),
    ...(await strayNamespaces(api, goals)),
  ];
}

function misplacedStores(open: ReadonlySet<string>, goals: ReadonlyMap<string, Goal>): string[] {
  const lines: string[] = [];
  for (const [name, goal] of goals) {
    if (open.has(name) === (goal === 'gone'))
      lines.push(`Store ${name} is ${open.has(name) ? 'there' : 'gone'}; wanted: ${goal}`);
  }
  for (const name of open) if (!goals.has(name)) lines.push(`Store ${name} is there, and nobody wants it`);
  return lines;
}

function desiredOf(object: KubeObject, fleet: KubeObject): Desired {
  const { metadata, spec } = parseStoreObject(object);
  return indexOf(synthesise({ name: metadata.name, spec }, parseFleetObject(fleet).spec)).desired;
}

/** Everything that a store may have once it is at its goal, its Secrets included. */
function idsOf(desired: Desired, goal: 'Ready' | 'Closed'): Set<string> {
  const ids = new Set(wantedIds(desired, goal === 'Closed'));
  for (const { namespace, name } of desired.secrets) ids.add(`Secret/${namespace}/${name}`);
  return ids;
}

/** What a closed store must have: data that was there, and what came before it. It may have been closed before it had any. */
function keptOf(desired: Desired, isKnown: (id: string) => boolean): string[] {
  const known = [...idsOf(desired, 'Closed')].filter((id) => data.has(kindOf(id)) && isKnown(id));
  const latest = desired.stages.findLastIndex(({ items }) => items.some(({ id }) => known.includes(id)));
  const earlier = desired.stages.slice(0, Math.max(0, latest)).flatMap(({ items }) => items);
  return [...known, ...earlier.filter(({ keep }) => keep).map(({ id }) => id)];
}

/** Objects that carry our label and that no controller of the cluster made. */
async function ownObjects(api: ApiConnection): Promise<Set<string>> {
  const ids = new Set<string>();
  const kinds = watchedKinds(namespaceOf('')).flatMap((watched) => ('place' in watched ? [] : [watched]));
  for (const kind of [...kinds, kindInfo('Secret')]) {
    for await (const object of listObjects(api, kind, { labelSelector: selector })) {
      if (object.metadata.ownerReferences === undefined) ids.add(objectId(object));
    }
  }
  return ids;
}

/** Volumes of stores whose claim is gone. */
async function strayVolumes(api: ApiConnection): Promise<string[]> {
  const claims = new Set<string | undefined>();
  for await (const { metadata } of listObjects(api, kindInfo('PersistentVolumeClaim'))) claims.add(metadata.uid);
  const stray: string[] = [];
  for await (const volume of listObjects(api, kindInfo('PersistentVolume'))) {
    const { claimRef } = volume['spec'] as { claimRef?: { namespace: string; name: string; uid: string } };
    if (claimRef !== undefined && !claims.has(claimRef.uid))
      stray.push(`PersistentVolume ${volume.metadata.name} of ${claimRef.namespace}/${claimRef.name} was leaked`);
  }
  return stray;
}

async function strayNamespaces(api: ApiConnection, goals: ReadonlyMap<string, Goal>): Promise<string[]> {
  const kept = new Set([...goals].filter(([, goal]) => goal !== 'gone').map(([name]) => namespaceOf(name)));
  const stray: string[] = [];
  for await (const { metadata } of listObjects(api, kindInfo('Namespace'))) {
    if (metadata.name.startsWith('store-') && !kept.has(metadata.name))
      stray.push(`Namespace ${metadata.name} was leaked`);
  }
  return stray;
}

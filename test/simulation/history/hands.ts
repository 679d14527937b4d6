import { objectId } from '../../../cluster/object-id.ts';
import { pathOf } from '../../../cluster/kinds.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import type { SeededRandom } from '../../../controller/store/testing/seeded-random.ts';
import { labels } from '../../../synth/spec/names.ts';
import { at } from '../model/tree.ts';
import type { World } from '../world.ts';

/** What hands leave alone: who deletes these deletes the shop's data, and then there is nothing to arrive at. */
const spared = new Set(['Namespace', 'PersistentVolumeClaim', 'PersistentVolume', 'Secret', 'Fleet', 'Event', 'Store']);

/** On what somebody put in the place of an object of ours. */
const replacedLabel = 'replaced-by-hand';

/**
 * Somebody deletes, replaces or changes an object of a store by hand.
 *
 * @param comesBack whether a Store object that is deleted is made anew: only then it is
 */
export function editByHand(world: World, random: SeededRandom, comesBack: (store: string) => boolean): void {
  const acts = [
    () => removeOne(world, random),
    () => replaceOne(world, random),
    () => relabelOne(world, random),
    () => changeStore(world, random),
    () => removeStore(world, random, comesBack),
  ];
  random.pick(acts)?.();
}

function ourObjects(world: World): KubeObject[] {
  const objects = [...world.server.objects.all()];
  return objects.filter(({ kind, metadata }) => {
    const isOwned = metadata.ownerReferences !== undefined && kind !== 'Pod';
    return metadata.labels?.[labels.store] !== undefined && !spared.has(kind) && !isOwned;
  });
}

function removeOne(world: World, random: SeededRandom): void {
  const object = random.pick(ourObjects(world));
  if (object === undefined) return;
  world.trace.tell(`by hand: delete ${objectId(object)}`);
  remove(world, object);
}

function remove(world: World, object: KubeObject): void {
  world.ask({ method: 'DELETE', path: pathOf(objectId(object)), body: { propagationPolicy: 'Background' } });
}

/** Of a store that is being closed, so that the controller is about to delete it too. */
export function replaceOne(world: World, random: SeededRandom): void {
  const closing = new Set(
    world.server.objects
      .list('Store.urumi.dev')
      .filter((store) => at(store, 'spec', 'closure') !== undefined)
      .map(({ metadata }) => metadata.name),
  );
  const kinds = new Set(['Service', 'Ingress', 'Deployment', 'StatefulSet', 'PodDisruptionBudget']);
  const object = random.pick(
    ourObjects(world).filter(({ kind, metadata }) => {
      return kinds.has(kind) && closing.has(metadata.labels?.[labels.store] ?? '') && metadata.finalizers === undefined;
    }),
  );
  if (object === undefined) return;
  world.trace.tell(`by hand: replace ${objectId(object)} by one of our own`);
  remove(world, object);
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  // In a namespace that is going nobody makes anything.
  const home = world.server.objects.find('Namespace', '', namespace ?? '');
  if (home?.metadata.deletionTimestamp !== undefined) return;
  world.server.create({
    apiVersion,
    kind,
    metadata: { name, labels: { [replacedLabel]: 'yes' }, ...(namespace !== undefined && { namespace }) },
    spec: { ...(object['spec'] as object), replicas: 0 },
  });
}

/** Removes what somebody has put in the place of our objects: a store that is opened again waits for that. */
export function removeReplaced(world: World): void {
  for (const object of world.server.objects.all()) {
    if (object.metadata.labels?.[replacedLabel] === undefined) continue;
    world.trace.tell(`by hand: take ${objectId(object)} away again`);
    remove(world, object);
  }
}

function relabelOne(world: World, random: SeededRandom): void {
  const object = random.pick(ourObjects(world).filter(({ kind }) => kind !== 'Pod' && kind !== 'Job'));
  if (object === undefined) return;
  world.trace.tell(`by hand: change labels of ${objectId(object)}`);
  patch(world, object, { metadata: { labels: { [labels.component]: 'mine', extra: 'yes' } } });
}

function changeStore(world: World, random: SeededRandom): void {
  const store = random.pick(world.server.objects.list('Store.urumi.dev'));
  if (store === undefined || at(store, 'spec', 'closure') !== undefined) return;
  world.trace.tell(`by hand: change the title of Store ${store.metadata.name}`);
  patch(world, store, { spec: { title: 'changed by hand' } });
}

function removeStore(world: World, random: SeededRandom, comesBack: (store: string) => boolean): void {
  const store = random.pick(world.server.objects.list('Store.urumi.dev'));
  if (store === undefined || !comesBack(store.metadata.name)) return;
  world.trace.tell(`by hand: delete Store ${store.metadata.name}`);
  remove(world, store);
}

function patch(world: World, object: KubeObject, body: object): void {
  const query = { fieldManager: 'kubectl-edit' };
  world.ask({
    method: 'PATCH',
    path: pathOf(objectId(object)),
    contentType: 'application/merge-patch+json',
    query,
    body,
  });
}

import { objectId } from '../../../cluster/object-id.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { parseFleetObject, parseStoreObject } from '../../../synth/spec/parse-objects.ts';
import { annotations, labels, systemNamespace } from '../../../synth/spec/names.ts';
import type { DesiredObject, Synthesis } from '../../../synth/synthesis.ts';
import { isSame } from '../../../cluster/is-same.ts';
import { at, merged } from '../model/tree.ts';
import { rememberedSynthesis } from '../remembered-synthesis.ts';
import type { World } from '../world.ts';
import type { People } from './people.ts';
import { leftOf } from './witness.ts';
import { Violation } from './violation.ts';

/** Kinds that stay where nobody wants them: data, and what the cluster makes. */
const exempt = new Set(['PersistentVolumeClaim', 'PersistentVolume', 'Secret', 'Store']);

/** What keeps the world from being at rest as Git wants it; undefined when nothing does. */
export function awaited(world: World, people: People): string | undefined {
  const fleet = world.server.objects.find('Fleet.urumi.dev', systemNamespace, 'shops');
  if (at(fleet, 'status', 'applied') !== world.git.head.id)
    return `the fleet has applied ${String(at(fleet, 'status', 'applied'))}: ${JSON.stringify(at(fleet, 'status', 'conditions'))}`;
  for (const [name, wish] of people.wishes) {
    const store = world.store(name);
    const goal = wish?.suspended === true ? 'Suspended' : 'Ready';
    if (!isAt(store, goal)) return `${name} is to be ${goal}: ${describe(store)}`;
  }
  for (const store of world.server.objects.list('Store.urumi.dev')) {
    if (people.wishes.has(store.metadata.name)) continue;
    const purgeAt = Date.parse(String(at(store, 'spec', 'closure', 'purgeAt')));
    // One that somebody deleted by hand meanwhile is kept all the same, until its retention is over.
    if (at(store, 'status', 'phase') !== 'Closed' || purgeAt <= world.time.now())
      return `${store.metadata.name} is to be closed, or gone: ${describe(store)}`;
  }
  return undefined;
}

function isAt(store: KubeObject | undefined, phase: string): boolean {
  const isSeen = at(store, 'status', 'observedGeneration') === store?.metadata.generation;
  return at(store, 'status', 'phase') === phase && isSeen && store?.metadata.deletionTimestamp === undefined;
}

function describe(store: KubeObject | undefined): string {
  const status = at(store, 'status');
  return `${String(at(status, 'phase'))}: ${JSON.stringify(at(status, 'conditions'))}`.slice(0, 600);
}

/** @throws Violation when the cluster at rest is not what Git wants */
export function checkArrival(world: World, people: People): void {
  const fleet = world.server.objects.find('Fleet.urumi.dev', systemNamespace, 'shops');
  if (fleet === undefined) throw new Error('the Fleet is gone');
  const fleetSpec = parseFleetObject(fleet).spec;
  const wanted = new Set<string>();
  for (const object of world.server.objects.list('Store.urumi.dev')) {
    const store = parseStoreObject(object);
    const { name, annotations: own } = store.metadata;
    const origin = { file: own[annotations.file] ?? '', branch: fleetSpec.source.branch };
    const { synthesis } = rememberedSynthesis({ name, spec: store.spec, origin }, fleetSpec);
    const isOpen = people.wishes.has(name);
    const items = synthesis.stages.flatMap(({ objects }) => objects).filter(({ keep }) => isOpen || keep);
    for (const item of items) {
      wanted.add(objectId(item.object));
      if (isOpen) checkObject(world, item);
    }
    if (isOpen) checkSecrets(world, synthesis.secrets);
  }
  checkLeaks(world, wanted);
}

function checkObject(world: World, { object }: DesiredObject): void {
  const id = objectId(object);
  const live = world.server.objects.find(
    id.slice(0, id.indexOf('/')),
    object.metadata.namespace ?? '',
    object.metadata.name,
  );
  if (live === undefined) throw new Violation('arrival', `${id} is not there`);
  const { metadata, ...rest } = object;
  const isWhole = isSame(
    merged(live.metadata, { labels: metadata.labels, annotations: metadata.annotations }),
    live.metadata,
  );
  const isAsWanted = object.kind === 'PersistentVolumeClaim' || isSame(merged(live, rest), live);
  if (!isWhole || !isAsWanted) throw new Violation('arrival', `${id} is not as it should be`);
}

function checkSecrets(world: World, secrets: Synthesis['secrets']): void {
  for (const { name, namespace, keys } of secrets) {
    const data = at(world.server.objects.find('Secret', namespace, name), 'data');
    const missing = Object.keys(keys).find((key) => at(data, key) === undefined);
    if (missing !== undefined) throw new Violation('arrival', `Secret ${namespace}/${name} lacks ${missing}`);
  }
}

/** @throws Violation when an object of ours is there that nobody wants, or that belongs to no store any more */
function checkLeaks(world: World, wanted: ReadonlySet<string>): void {
  for (const object of world.server.objects.all()) {
    const store = object.metadata.labels?.[labels.store];
    const isOwned = object.metadata.ownerReferences !== undefined;
    if (store === undefined || isOwned) continue;
    const isWanted = exempt.has(object.kind) ? world.store(store) !== undefined : wanted.has(objectId(object));
    if (!isWanted) throw new Violation('leak', objectId(object));
  }
  for (const volume of world.server.objects.list('PersistentVolume')) {
    const namespace = String(at(volume, 'spec', 'claimRef', 'namespace'));
    if (world.server.objects.find('Namespace', '', namespace) === undefined)
      throw new Violation('leak', objectId(volume));
  }
}

/** @throws Violation when anything is left of any store */
export function checkEmpty(world: World, stores: Iterable<string>): void {
  for (const store of stores) {
    const left = leftOf(world, store);
    if (left.length > 0) throw new Violation('leftovers', `${store}: ${left.slice(0, 5).join(', ')}`);
  }
}

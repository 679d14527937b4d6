import { objectId } from '../../../cluster/object-id.ts';
import type { KubeObject } from '../../../cluster/object.ts';
import { labels, namespaceOf } from '../../../synth/spec/names.ts';
import { hasEnded } from '../controllers/pods.ts';
import type { Write } from '../model/object-store.ts';
import { isSame } from '../../../cluster/is-same.ts';
import { at } from '../model/tree.ts';
import type { World } from '../world.ts';
import type { People } from './people.ts';
import { Violation, type PromiseName } from './violation.ts';

/** Kinds of our own, and those that are in no inventory. */
const uncounted = new Set(['Store', 'Fleet', 'Event', 'Secret']);

/** Looks at every write in a world and says when a promise is broken by it. */
export class Witness {
  /** The first broken promise. */
  violation: Violation | undefined;
  readonly #world: World;
  readonly #people: People;
  /** Stores that each revision has closed. */
  readonly #closed = new Map<string, Set<string>>();

  constructor(world: World, people: People) {
    this.#world = world;
    this.#people = people;
    world.server.objects.onWrite((write) => this.#look(write));
  }

  #look(write: Write): void {
    const { before, after } = write;
    const object = after ?? before;
    if (object === undefined) return;
    const isOurs = this.#world.server.actor === 'controller';
    if (isOurs) this.#lookAtController(write, object);
    if (object.kind === 'Store') this.#lookAtStore(before, after);
    if (object.kind === 'PersistentVolumeClaim' && isGoing(before, after)) this.#lookAtVolume(object);
    if (object.kind === 'Secret') this.#lookAtSecret(before, after);
    if (object.kind === 'Pod') this.#lookAtSetups(object);
  }

  #break(promise: PromiseName, detail: string): void {
    if (this.violation !== undefined) return;
    this.violation = new Violation(promise, detail);
    this.#world.trace.tell(`BROKEN: ${this.violation.message}`);
  }

  #lookAtController({ before, after }: Write, object: KubeObject): void {
    if (uncounted.has(object.kind)) return;
    const id = objectId(object);
    if (this.#people.isForeign(object)) this.#break('foreign', id);
    const store = object.metadata.labels?.[labels.store];
    if (before === undefined && !this.#isRecorded(id, store)) this.#break('inventory', id);
    if (isGoing(before, after) && store === undefined) this.#break('stranger', id);
  }

  #isRecorded(id: string, store: string | undefined): boolean {
    const inventory = at(this.#world.store(store ?? ''), 'status', 'inventory');
    return Array.isArray(inventory) && inventory.some((entry) => at(entry, 'id') === id);
  }

  #lookAtVolume(claim: KubeObject): void {
    const store = claim.metadata.labels?.[labels.store] ?? '';
    const phase = at(this.#world.store(store), 'status', 'phase');
    if (phase !== 'Purging') this.#break('volume', `${objectId(claim)} goes while the store is ${String(phase)}`);
  }

  #lookAtSecret(before: KubeObject | undefined, after: KubeObject | undefined): void {
    const namespace = (after ?? before)?.metadata.namespace ?? '';
    const old = Object.entries(at(before, 'data') ?? {});
    const home = this.#world.server.objects.find('Namespace', '', namespace);
    if (after === undefined && home?.metadata.deletionTimestamp === undefined)
      this.#break('secret', `Secret ${namespace}/${before?.metadata.name} is gone`);
    const changed = old.find(([key, value]) => after !== undefined && at(after, 'data', key) !== value);
    if (changed !== undefined)
      this.#break('secret', `Secret ${namespace}/${after?.metadata.name}: ${changed[0]} is another`);
  }

  #lookAtSetups({ metadata: { namespace = '' } }: KubeObject): void {
    const active = new Set<string>();
    for (const pod of this.#world.server.objects.list('Pod', namespace)) {
      const owner = pod.metadata.ownerReferences?.find(({ kind, name }) => kind === 'Job' && name.startsWith('setup-'));
      if (owner !== undefined && !hasEnded(pod)) active.add(`${owner.name} (${owner.uid})`);
    }
    if (active.size > 1) this.#break('setup', `${namespace}: ${[...active].join(' and ')}`);
  }

  #lookAtStore(before: KubeObject | undefined, after: KubeObject | undefined): void {
    const name = (after ?? before)?.metadata.name ?? '';
    if (after === undefined) {
      this.#lookAtEnd(name, before);
      return;
    }
    const closure = at(after, 'spec', 'closure');
    if (at(before, 'status', 'phase') !== 'Purging' && at(after, 'status', 'phase') === 'Purging') {
      const purgeAt = Date.parse(String(at(closure, 'purgeAt')));
      if (!(purgeAt <= this.#world.time.now()))
        this.#break('purge', `${name}: purgeAt is ${String(at(closure, 'purgeAt'))}`);
    }
    if (closure !== undefined && !isSame(at(before, 'spec', 'closure'), closure))
      this.#lookAtClosing(name, String(at(closure, 'revision')), before);
  }

  /** A Store that was deleted by hand leaves its objects in place; one that was purged leaves nothing, volumes included. */
  #lookAtEnd(name: string, last: KubeObject | undefined): void {
    if (at(last, 'status', 'phase') !== 'Purging') return;
    const left = leftOf(this.#world, name);
    if (left.length > 0) this.#break('leftovers', `${name}: ${left.slice(0, 5).join(', ')}`);
  }

  #lookAtClosing(name: string, revision: string, before: KubeObject | undefined): void {
    const closed = this.#closed.get(revision) ?? new Set();
    this.#closed.set(revision, closed.add(name));
    const why = this.#people.whyNotClose(name, revision, closed.size);
    const isProtected = at(before, 'spec', 'deletion', 'protected') === true;
    if (isProtected) this.#break('guard', `${name} is protected`);
    if (why !== undefined) this.#break('guard', `${name} is closed for ${revision.slice(0, 7)}: ${why}`);
  }
}

/** Everything that is left of a store: in its namespace, and volumes that were claimed there. */
export function leftOf({ server }: World, store: string): string[] {
  const namespace = namespaceOf(store);
  const objects = [...server.objects.all(namespace)];
  const home = server.objects.find('Namespace', '', namespace);
  const isOurs = home?.metadata.labels?.[labels.store] === store;
  const volumes = server.objects
    .list('PersistentVolume')
    .filter((volume) => at(volume, 'spec', 'claimRef', 'namespace') === namespace);
  return [...(isOurs && home !== undefined ? [home, ...objects] : []), ...volumes].map((object) => objectId(object));
}

/** Whether an object goes, or begins to. */
function isGoing(before: KubeObject | undefined, after: KubeObject | undefined): boolean {
  const was = before?.metadata.deletionTimestamp !== undefined;
  return before !== undefined && !was && (after === undefined || after.metadata.deletionTimestamp !== undefined);
}

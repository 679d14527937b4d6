import type { Health, LiveObject } from '../../../cluster/object.ts';
import type { Removal } from '../../../cluster/remove.ts';
import type { DesiredItem } from '../desired.ts';
import { kindOf, nameOf } from '../kind-of.ts';
import type { Problem } from '../record.ts';
import { DelayedWatch } from './delayed-watch.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { ToyFaults } from './toy-faults.ts';
import { asleepMark } from './toy-store.ts';
import { t0 } from './world.ts';

/** An object as the API server has it, and what the cluster is about to do with it. */
export interface ToyObject {
  readonly live: LiveObject;
  readonly weight: number;
  /** uid of the object that it goes with; empty when there is none. */
  readonly dependsOn: string;
  /** A process runs in it. */
  readonly running: boolean;
  /** When it becomes Current, or a Job fails; ms since the epoch, Infinity when nothing is to come. */
  readonly settlesAt: number;
  /** When it is gone at the earliest: what depends on it goes first. */
  readonly goesAt: number;
}

const home = 'Namespace//store-x';
const current: Health = { status: 'Current', reason: 'Current', message: '' };
const completed: Health = { status: 'Current', reason: 'Completed', message: '' };
const bound: Health = { status: 'Current', reason: 'Bound', message: '' };
const inProgress: Health = { status: 'InProgress', reason: 'Progressing', message: '0 of 1 ready' };
const failed: Health = { status: 'Failed', reason: 'BackoffLimitExceeded', message: 'failed too often' };
const terminating: Health = { status: 'Terminating', reason: 'Terminating', message: 'is being deleted' };

/** ms */
const longest = { watchDelay: 200, slowWatchDelay: 5_000, settling: 8_000, slowStart: 400_000, going: 6_000 } as const;

/**
 * A cluster in miniature, in virtual time: objects take their time to become healthy and to go, workloads have pods, claims have
 * volumes, a namespace takes along what is in it, and watches tell late. A seed decides how long all of it takes.
 */
export class ToyCluster {
  now = t0;
  readonly watch = new DelayedWatch();
  readonly #objects = new Map<string, ToyObject>();
  readonly #random: SeededRandom;
  readonly #faults: ToyFaults;
  #count = 0;

  constructor(random: SeededRandom, faults: ToyFaults) {
    this.#random = random;
    this.#faults = faults;
  }

  get(id: string): ToyObject | undefined {
    return this.#objects.get(id);
  }

  objects(): readonly ToyObject[] {
    return [...this.#objects.values()];
  }

  /** Server-side apply on behalf of store x: the object, or why the API server does not take it. */
  apply({ id, digest, weight = 0 }: DesiredItem): LiveObject | Problem {
    const before = this.#objects.get(id);
    const obstacle = this.#obstacleTo(id, weight, before);
    if (obstacle !== undefined) return obstacle;
    const version = `v${digest}`;
    if (before === undefined) return this.#create({ id, version, store: 'x' }, { weight });
    if (before.live.version === version && before.live.store === 'x') return before.live;
    const rolls = isScaled(id) && before.live.health.status !== 'Terminating';
    const health = rolls ? inProgress : before.live.health;
    const settlesAt = rolls ? this.now + this.#random.below(longest.settling) : before.settlesAt;
    const changed = this.#change(before, { version, store: 'x', health }, { weight, settlesAt });
    if (rolls) this.#scale({ ...before, live: changed }, settlesAt);
    return changed;
  }

  /** Deletes the object with this uid; what depends on it goes before it, or later when `background`. */
  remove(id: string, uid: string, background: boolean): Removal {
    const object = this.#objects.get(id);
    if (object === undefined) return 'gone';
    if (object.live.uid !== uid) return 'replaced';
    if (background && object.live.health.status !== 'Terminating') {
      this.#drop(object);
      return 'gone';
    }
    this.#terminate(object);
    return 'deleting';
  }

  /** Somebody makes an object that is not ours. @returns whether the API server takes it */
  place(id: string, store: string): boolean {
    if (this.#objects.has(id) || this.#obstacleTo(id, 0, undefined) !== undefined) return false;
    this.#create({ id, version: 'theirs', store }, {});
    return true;
  }

  /** Somebody edits an object, or relabels it together with its pods. */
  edit(id: string, change: Partial<Pick<LiveObject, 'version' | 'store'>>): void {
    const object = this.#objects.get(id);
    if (object === undefined) return;
    const { store = object.live.store } = change;
    this.#change(object, change, {});
    const pods = this.#dependantsOf(object).filter(({ dependsOn }) => dependsOn === object.live.uid);
    for (const pod of pods) this.#change(pod, { store }, {});
  }

  /** When something happens by itself next, ms since the epoch; Infinity when all is at rest. */
  get nextAt(): number {
    const coming = this.objects().flatMap(({ settlesAt, goesAt }) => [settlesAt, goesAt]);
    return Math.min(this.watch.nextAt, ...coming.filter((at) => at > this.now));
  }

  /** Time passes: what is due happens. */
  advance(ms: number): void {
    this.now += ms;
    for (const object of this.objects()) if (object.settlesAt <= this.now) this.#settle(object);
    for (let gone = this.#dueToGo(); gone !== undefined; gone = this.#dueToGo()) this.#drop(gone);
    this.watch.deliver(this.now);
  }

  #obstacleTo(id: string, weight: number, before: ToyObject | undefined): Problem | undefined {
    const namespace = this.#objects.get(home);
    const isOpen = namespace !== undefined && namespace.live.health.status !== 'Terminating';
    if (id.includes('/store-x/') && !isOpen)
      return { reason: 'NotFound', message: 'the namespace is not there, or going' };
    const shrinks = kindOf(id) === 'PersistentVolumeClaim' && weight < (before?.weight ?? 0);
    return shrinks ? { reason: 'Invalid', message: 'a volume never shrinks' } : undefined;
  }

  #create(made: Pick<LiveObject, 'id' | 'version' | 'store'>, more: Partial<ToyObject>): LiveObject {
    const uid = `u${++this.#count}`;
    const takesTime = ['Job', 'Deployment', 'StatefulSet'].includes(kindOf(made.id));
    const slow = this.#faults.strikes('slowStart');
    const settling = this.#random.below(slow ? longest.slowStart : longest.settling);
    const live = {
      ...made,
      uid,
      resourceVersion: '',
      component: '',
      owner: '',
      health: takesTime ? inProgress : current,
    };
    const settlesAt = takesTime ? this.now + settling : Infinity;
    const object = { live, weight: 0, dependsOn: '', running: false, settlesAt, goesAt: Infinity, ...more };
    const created = this.#change(object, {}, {});
    if (!isAsleep(object)) this.#createDependant(object, settlesAt);
    return created;
  }

  /** A workload has one pod, or none when its shop sleeps. */
  #scale(workload: ToyObject, settlesAt: number): void {
    const pods = this.#dependantsOf(workload).filter(({ live }) => live.health.status !== 'Terminating');
    if (isAsleep(workload)) for (const pod of pods) this.#terminate(pod);
    else if (pods.length === 0) this.#createDependant(workload, settlesAt);
  }

  /** The pod of a workload, the volume of a claim. */
  #createDependant({ live: { id, uid, store } }: ToyObject, settlesAt: number): void {
    const kind = kindOf(id);
    const base = { uid: `${uid}-1`, resourceVersion: '', version: '', store, component: '' };
    const state = { weight: 0, dependsOn: uid, goesAt: Infinity };
    if (kind === 'PersistentVolumeClaim') {
      const live = { ...base, id: `PersistentVolume//pv-${uid}`, owner: '', health: bound };
      this.#change({ ...state, live, running: false, settlesAt: Infinity }, {}, {});
    } else if (settlesAt !== Infinity) {
      const owner = kind === 'Deployment' ? `ReplicaSet/${nameOf(id)}-1` : `${kind}/${nameOf(id)}`;
      const live = { ...base, id: `Pod/store-x/${nameOf(id)}-${uid}`, owner, health: inProgress };
      this.#change({ ...state, live, running: true, settlesAt }, {}, {});
    }
  }

  #change(object: ToyObject, live: Partial<LiveObject>, more: Partial<Omit<ToyObject, 'live'>>): LiveObject {
    const changed = { ...object.live, ...live, resourceVersion: String(++this.#count) };
    this.#objects.set(changed.id, { ...object, ...more, live: changed });
    this.watch.tell('upsert', changed, this.#toldAt());
    return changed;
  }

  #settle(object: ToyObject): void {
    const { id, owner, health } = object.live;
    const isGoing = health.status === 'Terminating';
    const fails = kindOf(id) === 'Job' && this.#faults.strikes('failedJob');
    const hasEnded = owner.startsWith('Job/');
    const settled = fails ? failed : hasEnded ? completed : current;
    const running = object.running && !hasEnded;
    this.#change(object, isGoing ? {} : { health: settled }, { settlesAt: Infinity, running });
  }

  #terminate(object: ToyObject): void {
    if (object.live.health.status === 'Terminating') return;
    const goesAt = this.now + this.#random.below(longest.going);
    this.#change(object, { health: terminating }, { goesAt });
    const isVolume = ({ live }: ToyObject): boolean => kindOf(live.id) === 'PersistentVolume';
    for (const dependant of this.#dependantsOf(object)) if (!isVolume(dependant)) this.#terminate(dependant);
  }

  #drop(object: ToyObject): void {
    const dependants = this.#dependantsOf(object);
    this.#objects.delete(object.live.id);
    this.watch.tell('delete', { ...object.live, resourceVersion: String(++this.#count) }, this.#toldAt());
    for (const dependant of dependants) this.#terminate(dependant);
  }

  #dueToGo(): ToyObject | undefined {
    return this.objects().find((object) => {
      if (object.goesAt > this.now) return false;
      return this.#dependantsOf(object).every(({ live }) => kindOf(live.id) === 'PersistentVolume');
    });
  }

  #dependantsOf({ live: { id, uid } }: ToyObject): ToyObject[] {
    return this.objects().filter(({ live, dependsOn }) => {
      return id === home ? live.id.includes('/store-x/') : dependsOn === uid;
    });
  }

  #toldAt(): number {
    const slow = this.#faults.strikes('slowWatch');
    return this.now + this.#random.below(slow ? longest.slowWatchDelay : longest.watchDelay);
  }
}

/** Whether it is as a suspended store wants it: see `toy-store.ts`. */
function isAsleep({ live: { id, version } }: ToyObject): boolean {
  return isScaled(id) && version.endsWith(asleepMark);
}

function isScaled(id: string): boolean {
  return ['Deployment', 'StatefulSet'].includes(kindOf(id));
}

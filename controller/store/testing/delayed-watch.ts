import { kindOf } from '../../../cluster/kinds.ts';
import type { Health, LiveObject } from '../../../cluster/object.ts';
import { compareResourceVersions } from '../../../cluster/resource-version.ts';
import type { LiveCache } from '../dependencies.ts';

interface WatchEvent {
  readonly live: LiveObject;
  readonly change: 'upsert' | 'delete';
  readonly at: number;
}

const there: Health = { status: 'Current', reason: 'Current', message: '' };
const applied: Health = { status: 'InProgress', reason: 'Applied', message: 'not seen by its controller yet' };
const deleted: Health = { status: 'Terminating', reason: 'Terminating', message: 'is being deleted' };

/** As much of an answer to an apply as the cache takes note of. */
type Answer = Pick<LiveObject, 'id' | 'uid' | 'resourceVersion' | 'version'>;

/**
 * A watch cache that learns late what happens; the events of one kind arrive in order. It believes our own requests at once, as
 * the real one does: see cluster/watch-cache.ts.
 */
export class DelayedWatch implements Pick<LiveCache, 'get' | 'ofStore' | 'observe' | 'observeDeleting'> {
  readonly #known = new Map<string, LiveObject>();
  readonly #lastAt = new Map<string, number>();
  #underWay: WatchEvent[] = [];

  get(id: string): LiveObject | undefined {
    return this.#known.get(id);
  }

  ofStore(store: string): readonly LiveObject[] {
    return [...this.#known.values()].filter((live) => live.store === store);
  }

  /** When the next event arrives, ms since the epoch; Infinity when none is under way. */
  get nextAt(): number {
    return Math.min(...this.#underWay.map(({ at }) => at));
  }

  /** Something happened. It is told at `at`, or as soon as what happened to its kind before has been told. */
  tell(change: WatchEvent['change'], live: LiveObject, at: number): void {
    const { kind } = kindOf(live.id);
    const inOrder = Math.max(at, this.#lastAt.get(kind) ?? 0);
    this.#lastAt.set(kind, inOrder);
    this.#underWay.push({ change, live, at: inOrder });
  }

  /** What has arrived by now is known. */
  deliver(now: number): void {
    const due = this.#underWay.filter(({ at }) => at <= now);
    if (due.length === 0) return;
    this.#underWay = this.#underWay.filter(({ at }) => at > now);
    for (const { change, live } of due) {
      if (this.#isOld(live)) continue;
      if (change === 'upsert') this.#known.set(live.id, live);
      else this.#known.delete(live.id);
    }
  }

  /** Begins anew with what there is. */
  relist(objects: Iterable<LiveObject>): void {
    this.#underWay = [];
    this.#lastAt.clear();
    this.#known.clear();
    for (const live of objects) this.#known.set(live.id, live);
  }

  observe(answer: Answer, store: string, component: string): void {
    const { id, uid, resourceVersion, version } = answer;
    if (this.#isOld(answer)) return;
    const known = this.#known.get(id);
    const isUnchanged = known?.uid === uid && known.version === version;
    const fresh = kindOf(id).metadataOnly ? there : applied;
    const health = isUnchanged ? known.health : fresh;
    this.#known.set(id, { id, uid, resourceVersion, version, store, component, owner: '', health });
  }

  observeDeleting(id: string): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    this.#known.set(id, { ...known, health: deleted });
  }

  #isOld({ id, resourceVersion }: Pick<LiveObject, 'id' | 'resourceVersion'>): boolean {
    const known = this.#known.get(id);
    return known !== undefined && compareResourceVersions(known.resourceVersion, resourceVersion) > 0;
  }
}

import type { Catalog } from '../../../cluster/catalog.ts';
import type { Clock } from '../../../cluster/clock.ts';
import type { ForgeRepository } from '../../../forge/forge.ts';
import { labels } from '../../../synth/spec/names.ts';
import type { FleetObject, StoreObject } from '../../../synth/spec/objects.ts';
import type { Log } from '../../../cluster/log.ts';
import { followersOf } from '../fleets/followed-branches.ts';
import { allProgress, applyProgress, notApplied, revisionOf, type ApplyProgress } from './apply-progress.ts';
import type { ApplyPublisher } from './publish-apply.ts';

export interface ApplyReporterOptions {
  readonly repository: ForgeRepository;
  readonly fleets: Pick<Catalog<FleetObject>, 'list' | 'onChange'>;
  readonly stores: Pick<Catalog<StoreObject>, 'list' | 'onChange'>;
  readonly publisher: ApplyPublisher;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether a fleet's head builds on a revision. */
  readonly isPast: (fleet: FleetObject, revision: string, signal: AbortSignal) => Promise<boolean>;
}

/** Changes are looked at together after this long, ms. */
const gatherMs = 250;
/** Revisions of one fleet that are followed at once: the newest. */
const mostFollowed = 200;

/**
 * Follows what becomes of revisions in the cluster and has it told. Of each fleet it looks at the head, at merges that it heard of, and at every
 * revision whose stores are not settled; what is settled and not the head is forgotten.
 */
export class ApplyReporter {
  readonly #options: ApplyReporterOptions;
  /** By fleet: the revisions that are followed, oldest first. */
  readonly #followed = new Map<string, Set<string>>();
  /** By fleet and revision: what Git said, and of which head. */
  readonly #overtaken = new Map<string, { readonly head: string; readonly isPast: boolean }>();
  readonly #abort = new AbortController();
  #cancelLook: (() => void) | undefined;
  #looking: Promise<void> = Promise.resolve();
  #unsubscribe: (() => void)[] = [];

  constructor(options: ApplyReporterOptions) {
    this.#options = options;
  }

  /** Begins. The catalogs must be in sync. */
  start(): void {
    const { fleets, stores } = this.#options;
    const look = (): void => this.#lookSoon();
    this.#unsubscribe = [fleets.onChange(look), stores.onChange(look)];
    look();
  }

  /** A merge was heard of: follows what it brought to a branch. */
  follow(revision: string, branch: string): void {
    for (const fleet of this.#followers()) if (fleet.spec.source.branch === branch) this.#add(fleet, revision);
    this.#lookSoon();
  }

  async stop(): Promise<void> {
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    this.#cancelLook?.();
    this.#abort.abort(new Error('the webhook stops'));
    await this.#looking;
  }

  #followers(): FleetObject[] {
    return followersOf(this.#options.fleets.list(), this.#options.repository);
  }

  #lookSoon(): void {
    if (this.#abort.signal.aborted) return;
    this.#cancelLook ??= this.#options.clock.after(gatherMs, () => {
      this.#cancelLook = undefined;
      this.#looking = this.#looking.then(() => this.#look());
    });
  }

  async #look(): Promise<void> {
    const fleets = this.#followers();
    const parts = new Map<string, ApplyProgress[]>();
    for (const fleet of fleets) {
      const changed = this.#changedBy(fleet);
      this.#followNew(fleet, changed);
      for (const revision of this.#followed.get(fleet.metadata.name) ?? []) {
        const progress = await this.#progressOf(revision, fleet, changed);
        if (progress !== undefined) parts.set(revision, [...(parts.get(revision) ?? []), progress]);
      }
    }
    for (const [revision, all] of parts) {
      const progress = allProgress(all);
      if (progress !== undefined) this.#options.publisher.publish(revision, progress);
    }
    this.#forgetSettled(fleets, parts);
  }

  /** The fleet's stores by the revision that was the last to change them. */
  #changedBy({ metadata }: FleetObject): ReadonlyMap<string, readonly StoreObject[]> {
    const own = [...this.#options.stores.list()].filter(
      (store) => store.metadata.labels[labels.fleet] === metadata.name,
    );
    return Map.groupBy(own, (store) => revisionOf(store) ?? '');
  }

  #followNew(fleet: FleetObject, changed: ReadonlyMap<string, readonly StoreObject[]>): void {
    const { metadata, status } = fleet;
    if (status.head !== undefined) this.#add(fleet, status.head);
    for (const [revision, stores] of changed) {
      const isFull = (this.#followed.get(metadata.name)?.size ?? 0) >= mostFollowed;
      if (revision === '' || isFull) continue;
      if (applyProgress(revision, fleet, stores).state !== 'success') this.#add(fleet, revision);
    }
  }

  async #progressOf(
    revision: string,
    fleet: FleetObject,
    changed: ReadonlyMap<string, readonly StoreObject[]>,
  ): Promise<ApplyProgress | undefined> {
    const { head } = fleet.status;
    const stores = changed.get(revision) ?? [];
    if (revision === head || stores.length > 0) return applyProgress(revision, fleet, stores);
    if (head === undefined || !(await this.#isOvertaken(revision, fleet, head)))
      return { state: 'pending', description: notApplied(fleet.spec, 'the revision is not read yet'), stores: [] };
    const { state, description } = applyProgress(head, fleet, changed.get(head) ?? []);
    return { state, description: `with ${head.slice(0, 12)}: ${description}`.slice(0, 140), stores: [] };
  }

  /** Whether a later revision brought what this one did. Git is asked once for each head. */
  async #isOvertaken(revision: string, fleet: FleetObject, head: string): Promise<boolean> {
    const { isPast, log } = this.#options;
    const { signal } = this.#abort;
    const key = `${fleet.metadata.name} ${revision}`;
    const known = this.#overtaken.get(key);
    if (known?.head === head) return known.isPast;
    try {
      const answer = await isPast(fleet, revision, signal);
      this.#overtaken.set(key, { head, isPast: answer });
      return answer;
    } catch (error) {
      if (!signal.aborted) log.warn({ revision, error: String(error) }, 'a revision cannot be placed yet');
      return false;
    }
  }

  /** What is settled and not the head is not followed any more, nor what belongs to a fleet that is gone. */
  #forgetSettled(fleets: readonly FleetObject[], parts: ReadonlyMap<string, readonly ApplyProgress[]>): void {
    const heads = new Map(fleets.map(({ metadata, status }) => [metadata.name, status.head]));
    for (const [name, followed] of this.#followed) {
      if (!heads.has(name)) this.#followed.delete(name);
      for (const revision of followed) {
        const isSettled = parts.get(revision)?.every(({ state }) => state === 'success') ?? true;
        if (revision === heads.get(name) || !isSettled) continue;
        this.#drop(name, revision);
      }
    }
  }

  #add({ metadata }: FleetObject, revision: string): void {
    const followed = this.#followed.get(metadata.name) ?? new Set<string>();
    this.#followed.set(metadata.name, followed.add(revision));
    const [oldest] = followed;
    if (oldest !== undefined && followed.size > mostFollowed) this.#drop(metadata.name, oldest);
  }

  #drop(fleet: string, revision: string): void {
    this.#followed.get(fleet)?.delete(revision);
    this.#overtaken.delete(`${fleet} ${revision}`);
    this.#options.publisher.forget(revision);
  }
}

import { backOffMs } from '../../../cluster/back-off.ts';
import type { Catalog } from '../../../cluster/catalog.ts';
import type { Clock } from '../../../cluster/clock.ts';
import type { ApiConnection } from '../../../cluster/connection.ts';
import { ApiError } from '../../../cluster/errors.ts';
import { askedDelayMs } from '../../../cluster/retry-delay.ts';
import type { ForgeRepository } from '../../../forge/forge.ts';
import type { FleetObject } from '../../../synth/spec/objects.ts';
import type { Log } from '../../../cluster/log.ts';
import { KeyedQueue } from '../keyed-queue.ts';
import { followersOf } from './followed-branches.ts';
import { wakeFleet } from './wake-fleet.ts';

export interface FleetWakerOptions {
  readonly api: ApiConnection;
  readonly repository: ForgeRepository;
  readonly fleets: Pick<Catalog<FleetObject>, 'list'>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
}

/** Branches that wait at most. Events tell of every branch that is pushed; most of them nobody follows. */
const most = 1_000;
/** After so many failures in a row, the fleet's own poll is sooner than we are. */
const patience = 5;

/** Wakes the fleets that follow a branch that was pushed, and no others. */
export class FleetWaker {
  readonly #options: FleetWakerOptions;
  readonly #queue: KeyedQueue<string>;

  constructor(options: FleetWakerOptions) {
    this.#options = options;
    const { clock, random, log } = options;
    this.#queue = new KeyedQueue({
      clock,
      concurrency: 4,
      most,
      newer: 'follows',
      work: (branch, signal) => this.#wake(branch, signal),
      retryMs(error, failures, branch) {
        log.warn({ branch, error: String(error) }, 'a fleet could not be woken');
        const isWorthIt = error instanceof ApiError && error.retryable && failures < patience;
        return isWorthIt ? Math.max(backOffMs(failures, random), askedDelayMs(error)) : undefined;
      },
    });
  }

  /** Begins with the work: Fleets are known. What came before waits until then. */
  start(): void {
    this.#queue.start();
  }

  /** A branch was pushed. @returns false when there is no room to remember it */
  wake(branch: string): boolean {
    return this.#queue.add(branch, branch);
  }

  stop(): Promise<void> {
    return this.#queue.stop();
  }

  async #wake(branch: string, signal: AbortSignal): Promise<void> {
    const { api, fleets, repository, clock, log } = this.#options;
    const followers = followersOf(fleets.list(), repository).filter(({ spec }) => spec.source.branch === branch);
    await Promise.all(followers.map((fleet) => wakeFleet(api, fleet, { now: clock.now(), signal })));
    for (const { metadata } of followers) log.info({ fleet: metadata.name, branch }, 'a push wakes a fleet');
  }
}

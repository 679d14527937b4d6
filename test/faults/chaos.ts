import type { SeededRandom } from '../../controller/store/testing/seeded-random.ts';
import type { Fault, FaultRule, ProxiedRequest } from './fault.ts';
import type { ProxiedWatch } from './proxied-watch.ts';

/** How likely a request goes wrong. */
const shares = { api: 0.12, git: 0.4 } as const;
/** The most requests that a controller lives for, once it is to be killed. */
const longestLife = 400;
/** The longest that an answer is late, ms. */
const latest = 2_000;

export interface ChaosOptions {
  readonly random: SeededRandom;
  /** Ends the controller with SIGKILL, at once. */
  kill(): void;
  /** How often it may be called. */
  readonly kills: number;
}

/**
 * Decides by its seed what goes wrong: with every kind of request, before and after the server has acted, and when the controller is killed, which is
 * exactly between two requests, or with one under way.
 */
export class Chaos {
  /** How often which fault struck. */
  readonly counts = new Map<string, number>();
  readonly #options: ChaosOptions;
  #killsLeft: number;
  #untilKill: number;

  constructor(options: ChaosOptions) {
    this.#options = options;
    this.#killsLeft = options.kills;
    this.#untilKill = this.#nextLife();
  }

  /** For the way to the API server. */
  readonly api: FaultRule = (request) => {
    const { random } = this.#options;
    const lethal = this.#isLethal();
    if (lethal) return this.#count('kill', random.chance(0.5) ? { kind: 'resetBefore' } : { kind: 'resetAfter' });
    if (!random.chance(shares.api)) return undefined;
    return this.#count('api', request.isWatch ? this.#watchFault() : this.#requestFault(request));
  };

  /** For the way to the Git server. */
  readonly git: FaultRule = () => {
    const { random } = this.#options;
    if (!random.chance(shares.git)) return undefined;
    const faults: readonly Fault[] = [
      { kind: 'answer', status: 500 },
      { kind: 'resetBefore' },
      { kind: 'resetAfter' },
      { kind: 'late', ms: random.below(latest) },
      { kind: 'truncate', clean: true },
      { kind: 'truncate', clean: false },
    ];
    return this.#count('git', random.pick(faults));
  };

  /** Spoils one of the watches that run. */
  spoilWatch(watches: readonly ProxiedWatch[]): void {
    const { random } = this.#options;
    const watch = random.pick(watches);
    if (watch === undefined) return;
    const [name, spoil] = random.pick([
      ['expire', () => watch.expire()],
      ['reset', () => watch.reset()],
      ['truncate', () => watch.truncateNextLine()],
    ] as const) ?? ['', () => undefined];
    this.#tally(`watch ${name}`);
    spoil();
  }

  #isLethal(): boolean {
    this.#untilKill -= 1;
    if (this.#killsLeft === 0 || this.#untilKill > 0) return false;
    this.#killsLeft -= 1;
    this.#untilKill = this.#nextLife();
    this.#options.kill();
    return true;
  }

  #nextLife(): number {
    return 1 + this.#options.random.below(longestLife);
  }

  #requestFault({ method }: ProxiedRequest): Fault | undefined {
    const { random } = this.#options;
    const faults: readonly Fault[] = [
      { kind: 'answer', status: 429, retryAfterSeconds: 1 },
      { kind: 'answer', status: 500, reason: 'InternalError' },
      { kind: 'answer', status: 503, reason: 'ServiceUnavailable' },
      ...(method === 'GET' ? [] : ([{ kind: 'answer', status: 409, reason: 'Conflict' }] as const)),
      { kind: 'answer', status: 401, reason: 'Unauthorized' },
      { kind: 'resetBefore' },
      { kind: 'resetAfter' },
      { kind: 'late', ms: random.below(latest) },
      { kind: 'truncate', clean: random.chance(0.5) },
    ];
    return random.pick(faults);
  }

  #watchFault(): Fault | undefined {
    const { random } = this.#options;
    const faults: readonly Fault[] = [
      { kind: 'answer', status: 410, reason: 'Expired' },
      { kind: 'answer', status: 503, reason: 'ServiceUnavailable' },
      { kind: 'resetBefore' },
      { kind: 'resetAfter' },
      { kind: 'truncate', clean: true },
      { kind: 'late', ms: random.below(latest) },
    ];
    return random.pick(faults);
  }

  #count(where: string, fault: Fault | undefined): Fault | undefined {
    if (fault !== undefined) {
      const status = fault.kind === 'answer' ? ` ${fault.status}` : '';
      this.#tally(`${where} ${fault.kind}${status}`);
    }
    return fault;
  }

  #tally(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }
}

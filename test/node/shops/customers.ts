import { setTimeout as sleep } from 'node:timers/promises';
import type { ShopAddress } from './medusa-customer.ts';
import { ask, type Question } from './outside.ts';

/** What became of one kind of request. */
export interface Visits {
  readonly asked: number;
  readonly failed: number;
  /** From the first to the last failure, ms. */
  readonly failedForMs: number;
  readonly slowestMs: number;
  /** How many failed in which way: `503`, `ECONNREFUSED`. */
  readonly failures: Readonly<Record<string, number>>;
}

interface Tally {
  asked: number;
  failed: number;
  firstFailure: number;
  lastFailure: number;
  slowestMs: number;
  failures: Record<string, number>;
}

const pauseMs = 100;

/** People who ask a shop for the same things again and again, one after the other, and count what fails. */
export class Customers {
  readonly #shop: ShopAddress;
  readonly #stopped = new AbortController();
  readonly #tallies = new Map<string, Tally>();
  readonly #visiting: Promise<unknown>;

  /** @param questions by the name that they are reported under */
  constructor(shop: ShopAddress, questions: Readonly<Record<string, Question>>) {
    this.#shop = shop;
    this.#visiting = Promise.all(Object.entries(questions).map(([name, question]) => this.#visit(name, question)));
  }

  /** Waits for the last answers. @returns what became of the requests, by their names */
  async leave(): Promise<Record<string, Visits>> {
    this.#stopped.abort();
    await this.#visiting;
    return Object.fromEntries(
      [...this.#tallies].map(([name, { firstFailure, lastFailure, ...rest }]) => {
        return [name, { ...rest, failedForMs: lastFailure - firstFailure }];
      }),
    );
  }

  async #visit(name: string, question: Question): Promise<void> {
    const tally = { asked: 0, failed: 0, firstFailure: 0, lastFailure: 0, slowestMs: 0, failures: {} };
    this.#tallies.set(name, tally);
    while (!this.#stopped.signal.aborted) {
      await this.#ask(tally, question);
      await sleep(pauseMs);
    }
  }

  async #ask(tally: Tally, question: Question): Promise<void> {
    const begin = Date.now();
    const { address, host } = this.#shop;
    const outcome = await ask(address, host, question).then(
      ({ status }) => (status === 200 ? undefined : String(status)),
      (error: NodeJS.ErrnoException) => error.code ?? error.message,
    );
    tally.asked += 1;
    tally.slowestMs = Math.max(tally.slowestMs, Date.now() - begin);
    if (outcome === undefined) return;
    tally.failed += 1;
    tally.firstFailure ||= begin;
    tally.lastFailure = Date.now();
    tally.failures[outcome] = (tally.failures[outcome] ?? 0) + 1;
  }
}

/** One line for people. */
export function describeVisits({ asked, failed, failedForMs, slowestMs, failures }: Visits): string {
  const how = Object.entries(failures).map(([outcome, times]) => `${times} x ${outcome}`);
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  const trouble = failed === 0 ? '' : ` (${how.join(', ')}; for ${seconds(failedForMs)})`;
  return `${failed} of ${asked} requests failed${trouble}; the slowest took ${seconds(slowestMs)}`;
}
